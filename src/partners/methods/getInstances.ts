import { Type } from 'typebox'
import { INSTANCE_ROW_EXAMPLE, InstanceRow, instanceRows } from '../instance-row.ts'
import { PARTNER_RATE, partnerMethod } from '../partner-method.ts'
import { changedInstances, instancesOf } from '../rows.ts'

const THREE_MONTHS = 92 * 24 * 60 * 60 * 1000
const LARGEST_PAGE = 1000

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
  async run({ caller, query, setHeader }, { store, keyring, clock }) {
    const now = clock.now()
    const { limit, cursor, updatedSince } = query
    const whose = { account: caller.account, deletedSince: now - THREE_MONTHS }
    const paged = limit !== undefined || cursor !== undefined || updatedSince !== undefined
    const size = limit ?? LARGEST_PAGE
    const after = Math.max(cursor ?? 0, updatedSince ?? 0)
    const rows = paged
      ? await store.read(changedInstances, { ...whose, after, limit: size + 1 })
      : await store.read(instancesOf, whose)
    const page = paged ? rows.slice(0, size) : rows
    const last = page.at(-1)
    if (paged && rows.length > size && last) setHeader('X-Next-Cursor', String(last.revision))
    const wanted = page
      .filter((row) => query.state === undefined || row.state === query.state)
      .filter((row) => query.deleted === undefined || (row.deleted_at !== null) === (query.deleted === 'true'))
    return await instanceRows(wanted, { keyring, showToken: caller.writable }, now)
  },
})
