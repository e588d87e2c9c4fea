import { Type } from 'typebox'
import { accountUnknown } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { setAccountLimits as set } from '../../partnership.ts'

/** Sets what an account may: creating in the console, and how many instances live at a time. */
export const setAccountLimits = operatorMethod({
  name: 'setAccountLimits',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Lets a partner create in the console; bounds its instances',
  description: 'At the bound createInstance answers code 100.',
  errors: [accountUnknown],
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    consoleCreation: Type.Boolean(),
    instanceCap: Type.Union([Type.Integer({ minimum: 0, maximum: 10_000_000 }), Type.Null()]),
  }),
  reply: Type.Object({ consoleCreation: Type.Boolean(), instanceCap: Type.Union([Type.Integer(), Type.Null()]) }),
  example: {
    body: { account: '01KAYW5A8R', consoleCreation: true, instanceCap: 500 },
    reply: { consoleCreation: true, instanceCap: 500 },
  },
  async run({ caller, body: { account, ...limits } }, ports) {
    await ports.store.write(set, { account, ...limits, deed: deedOf(caller, ports) })
    return limits
  },
})
