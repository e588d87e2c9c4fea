import { Type } from 'typebox'
import { notBilled } from '../../../billing/ledger/billing-account.ts'
import { accountBilling } from '../../console/account-billing.ts'
import { BILLING_EXAMPLE, BillingView } from '../../console/billing-view.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** What an account owes, and what its running month will come to. */
export const getBillingOf = operatorMethod({
  name: 'getBillingOf',
  verb: 'GET',
  group: 'operator-money',
  summary: 'Balance, credit and forecast of an account',
  errors: [notBilled],
  query: Type.Object({ account: Type.String({ maxLength: 64 }) }),
  reply: BillingView,
  example: { query: { account: '01KAYW5A8R' }, reply: BILLING_EXAMPLE },
  run: ({ query: { account } }, ports) => accountBilling(account, ports),
})
