import { setImmediate as nextTurn } from 'node:timers/promises'
import { Type, type Static } from 'typebox'
import type { Ports } from '../../contract/ports.ts'
import { INSTANCE_ROW_EXAMPLE, InstanceRow, instanceRow } from '../instance-row.ts'
import { PARTNER_RATE, partnerMethod } from '../partner-method.ts'
import { listedTokens } from '../listed-tokens.ts'
import { changedInstances, instancesOf, type ListedInstance } from '../rows.ts'

const THREE_MONTHS = 92 * 24 * 60 * 60 * 1000
const LARGEST_PAGE = 1000
/** Rows that are read and opened in one turn: nobody else waits longer than some 10 ms. */
const ROWS_OF_A_TURN = 250

/** Living instances and those deleted in the last three months. Without parameters: all, as a bare array. */
export const getInstances = partnerMethod({
  name: 'getInstances',
  verb: 'GET',
  otherVerbs: ['POST'],
  group: 'partner',
  summary: 'Lists all instances, living and recently deleted',
  description:
    'Ours: the parameters. With `limit`, `cursor` or `updatedSince` the answer is a page in the order of the last ' +
    'change; while more follow, the header `X-Next-Cursor` holds the next `cursor`. `updatedSince` is a `revision`.',
  rate: PARTNER_RATE,
  query: Type.Object({
    state: Type.Optional(Type.Enum(['notAuthorized', 'authorized', 'blocked', 'starting', 'suspended'])),
    deleted: Type.Optional(Type.Enum(['true', 'false'])),
    updatedSince: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LARGEST_PAGE })),
    cursor: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  reply: Type.Array(InstanceRow),
  example: { reply: [INSTANCE_ROW_EXAMPLE] },
  async run({ caller, query, setHeader }, ports) {
    const { store } = ports
    const now = ports.clock.now()
    const { limit, cursor, updatedSince, state, deleted } = query
    const whose = { account: caller.account, deletedSince: now - THREE_MONTHS }
    const wanted = (one: ListedInstance) =>
      (state === undefined || one.state === state) &&
      (deleted === undefined || (one.deleted_at !== null) === (deleted === 'true'))
    const rowsOf = async (page: readonly ListedInstance[]) => {
      const shown = page.filter(wanted)
      const tokenOf = caller.writable ? await listedTokens(shown, ports) : () => ''
      return shown.map((one) => instanceRow(one, tokenOf(one), now))
    }
    if (limit === undefined && cursor === undefined && updatedSince === undefined)
      return await everyRow(store, whose, rowsOf)
    const size = limit ?? LARGEST_PAGE
    const after = Math.max(cursor ?? 0, updatedSince ?? 0)
    const rows = await store.read(changedInstances, { ...whose, after, limit: size + 1 })
    const page = rows.slice(0, size)
    const last = page.at(-1)
    if (rows.length > size && last) setHeader('X-Next-Cursor', String(last.revision))
    return await rowsOf(page)
  },
})

/** Every row in the order of creation, other work let in between. */
async function everyRow(
  store: Ports['store'],
  whose: { account: string; deletedSince: number },
  rowsOf: (page: readonly ListedInstance[]) => Promise<Static<typeof InstanceRow>[]>,
): Promise<Static<typeof InstanceRow>[]> {
  const made: Static<typeof InstanceRow>[] = []
  for (let after = 0; ;) {
    const page = await store.read(instancesOf, { ...whose, after, limit: ROWS_OF_A_TURN })
    made.push(...(await rowsOf(page)))
    const last = page.at(-1)
    if (!last || page.length < ROWS_OF_A_TURN)
      return made.sort((a, b) => (a.timeCreated < b.timeCreated ? -1 : Number(a.timeCreated > b.timeCreated)))
    after = last.id
    await nextTurn()
  }
}
