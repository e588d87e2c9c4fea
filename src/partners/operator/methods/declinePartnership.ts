import { Type } from 'typebox'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { declinePartnership as decline, requestUnknown } from '../../partnership.ts'

/** Declines a request for partnership; the account may ask again. */
export const declinePartnership = operatorMethod({
  name: 'declinePartnership',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Declines a request for partnership',
  errors: [requestUnknown],
  body: Type.Object({ account: Type.String({ maxLength: 64 }) }),
  reply: Type.Object({ declined: Type.Boolean() }),
  example: { body: { account: '01KAYW5A8R' }, reply: { declined: true } },
  async run({ caller, body: { account } }, ports) {
    await ports.store.write(decline, { account, deed: deedOf(caller, ports) })
    return { declined: true }
  },
})
