import { Type } from 'typebox'
import { accountQuotas } from '../../../billing/quotas/spend.ts'
import { checkQuotaName, quotaUnknown } from '../../quotas.ts'
import { talk } from '../../support/talking.ts'
import { accountMethod } from '../console-method.ts'

/** Asks for a higher quota, in the support chat of the account. */
export const askQuota = accountMethod({
  name: 'askQuota',
  verb: 'POST',
  role: 'member',
  group: 'console-money',
  summary: 'Asks for a higher quota in the support chat',
  rate: { perSecond: 0.2, burst: 5 },
  errors: [quotaUnknown],
  body: Type.Object({
    name: Type.String({ maxLength: 64, description: 'As getQuotas names it.' }),
    value: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
  }),
  reply: Type.Object({ seq: Type.Integer(), id: Type.String() }),
  example: { body: { name: 'chats', value: 10, note: 'We try ten customers.' }, reply: { seq: 1, id: '01KAYW5A8Z' } },
  async run({ caller, body: { name, value, note = '' } }, ports) {
    checkQuotaName(name)
    const account = caller.account.id
    const quotas = await ports.store.read(accountQuotas, { account })
    const now = quotas.find((quota) => quota.name === name)?.value ?? 0
    const text = `Please raise the quota "${name}" from ${now} to ${value}. ${note}`
    return await talk(ports, { account, person: caller.person.id, side: 'account', text })
  },
})
