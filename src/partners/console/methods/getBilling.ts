import { notBilled } from '../../../billing/ledger/billing-account.ts'
import { accountBilling } from '../account-billing.ts'
import { BILLING_EXAMPLE, BillingView } from '../billing-view.ts'
import { accountMethod } from '../console-method.ts'

/** What the account owes, and what the running month will come to. */
export const getBilling = accountMethod({
  name: 'getBilling',
  verb: 'GET',
  role: 'member',
  group: 'console-billing',
  summary: 'Balance, credit and forecast of the account',
  errors: [notBilled],
  reply: BillingView,
  example: { reply: BILLING_EXAMPLE },
  run: ({ caller }, ports) => accountBilling(caller.account.id, ports),
})
