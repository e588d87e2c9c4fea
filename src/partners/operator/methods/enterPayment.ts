import { Type } from 'typebox'
import { notBilled } from '../../../billing/ledger/billing-account.ts'
import { paymentAmount, paymentCurrency } from '../../../billing/payments/payment.ts'
import { enterMoney } from '../../approvals/entry.ts'
import { ENTERED_EXAMPLE, EnteredView, enteredView } from '../../approvals/entry-view.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'

/** Enters a payment that came in. */
export const enterPayment = operatorMethod({
  name: 'enterPayment',
  verb: 'POST',
  group: 'operator-money',
  summary: 'Enters a payment; booked at once, or when another operator approves it',
  errors: [notBilled, paymentAmount, paymentCurrency],
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    amount: Type.Integer({
      minimum: 1,
      maximum: 1_000_000_000_000,
      description: 'Minor units of the account’s currency.',
    }),
    reference: Type.String({ minLength: 1, maxLength: 200, description: 'The same one is booked once.' }),
  }),
  reply: EnteredView,
  example: { body: { account: '01KAYW5A8R', amount: 20_000, reference: 'bank 7' }, reply: ENTERED_EXAMPLE },
  async run({ caller, body }, ports) {
    const { approvals } = ports.policy
    const money = { kind: 'payment', ...body } as const
    return enteredView(await ports.store.write(enterMoney, { money, approvals, deed: deedOf(caller, ports) }))
  },
})
