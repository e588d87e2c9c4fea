import { Type } from 'typebox'
import { accountUnknown } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { quotaUnknown, raiseQuotaOf } from '../../quotas.ts'

/** Raises what the Developer instances of an account may a month, or how many there may be. */
export const raiseQuota = operatorMethod({
  name: 'raiseQuota',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Raises a quota of an account',
  description: 'A value below the tariff’s own changes nothing: the larger of the two holds.',
  errors: [accountUnknown, quotaUnknown],
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    name: Type.String({ maxLength: 64, description: 'As getQuotas names it.' }),
    value: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
  }),
  reply: Type.Object({ name: Type.String(), value: Type.Integer() }),
  example: {
    body: { account: '01KAYW5A8R', name: 'chats', value: 10 },
    reply: { name: 'chats', value: 10 },
  },
  async run({ caller, body }, ports) {
    await ports.store.write(raiseQuotaOf, { ...body, deed: deedOf(caller, ports) })
    return { name: body.name, value: body.value }
  },
})
