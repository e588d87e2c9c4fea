import { Type } from 'typebox'
import { accountQuotas } from '../../../billing/quotas/spend.ts'
import { accountMethod } from '../console-method.ts'

/** Quotas of the account's Developer instances. */
export const getQuotas = accountMethod({
  name: 'getQuotas',
  verb: 'GET',
  role: 'member',
  group: 'console-money',
  summary: 'Quotas of the account’s Developer instances, and what they were raised to',
  reply: Type.Array(
    Type.Object({
      name: Type.String({ description: 'A method in lower case, `chats` or `developerInstances`.' }),
      standard: Type.Integer({ description: 'By tariff.' }),
      value: Type.Integer({ description: 'What holds for this account.' }),
    }),
  ),
  example: { reply: [{ name: 'chats', standard: 3, value: 10 }] },
  run: ({ caller }, { store }) => store.read(accountQuotas, { account: caller.account.id }),
})
