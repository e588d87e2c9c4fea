import { Type, type Static } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { developerInstancesUsed } from '../../../billing/quotas/spend.ts'
import { DEVELOPER_TARIFF } from '../../../billing/tariffs/tariff.ts'
import type { Ports } from '../../../contract/ports.ts'
import { capOf, prepareInstance } from '../../new-instance.ts'
import { createHere } from '../../rows.ts'
import { accountMethod, deedOf, type AccountCaller } from '../console-method.ts'
import { createByApi, noRange, overLimit, refuseByApi, saidHere } from '../create-here.ts'

const Made = Type.Object({
  idInstance: Type.Union([Type.Integer(), Type.Null()], { description: 'null: not made, see error.' }),
  error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
})

/** What one of many may be refused for; anything else ends the whole call. */
const REFUSALS = new Set([noRange, overLimit, developerInstancesUsed])

/** Creates many instances at once, each made or refused by itself. */
export const createInstancesHere = accountMethod({
  name: 'createInstancesHere',
  verb: 'POST',
  role: 'member',
  group: 'console-instances',
  summary: 'Creates up to 100 instances in the console, each made or refused by itself',
  description:
    'Answers in the order asked. Linking of each starts when somebody first watches for its QR. A partner account gets ' +
    '`createByApi` with the call of createInstances to copy, unless the operator allows the console.',
  rate: { perSecond: 1, burst: 10 },
  errors: [createByApi],
  body: Type.Object({
    names: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 100 }),
  }),
  reply: Type.Object({ instances: Type.Array(Made) }),
  example: {
    body: { names: ['Shop 1', 'Shop 2'] },
    reply: {
      instances: [
        { idInstance: 1101000007, error: null },
        { idInstance: null, error: { code: 'developerInstancesUsed', message: 'Your plan has no more instances.' } },
      ],
    },
  },
  async run({ caller, body: { names } }, ports) {
    const instances = names.map((name) => ({ name }))
    refuseByApi(caller, { method: 'createInstances', body: { instances } }, ports)
    const made: Static<typeof Made>[] = []
    // one after the other: each counts against the bounds before the next is tried
    for (const name of names) made.push(await makeOne(caller, name, ports))
    ports.bus.nudge('event', caller.account.id)
    return { instances: made }
  },
})

async function makeOne(caller: AccountCaller, name: string, ports: Ports): Promise<Static<typeof Made>> {
  const { account } = caller
  const chosen = account.kind === 'partner' ? {} : { tariff: DEVELOPER_TARIFF }
  try {
    const order = { account: account.id, body: { name }, link: false, ...chosen }
    const { instance } = await prepareInstance(ports, order)
    await ports.store.write(createHere, { instance, deed: deedOf(caller, ports), ...capOf(ports) })
    return { idInstance: instance.id, error: null }
  } catch (error) {
    const said = saidHere(error)
    if (!(said instanceof Failure) || !REFUSALS.has(said.kind)) throw said
    return { idInstance: null, error: { code: said.kind.code, message: said.message } }
  }
}
