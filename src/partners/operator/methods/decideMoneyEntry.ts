import { Type } from 'typebox'
import { mintId } from '../../../base/ids.ts'
import { creditTooLarge, invoiceUnknown } from '../../../billing/invoices/credit-note.ts'
import { notBilled } from '../../../billing/ledger/billing-account.ts'
import { paymentAmount, paymentCurrency } from '../../../billing/payments/payment.ts'
import { approverSame, decideMoney, entryUnknown } from '../../approvals/entry.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'

/** Approves or declines what another operator entered. */
export const decideMoneyEntry = operatorMethod({
  name: 'decideMoneyEntry',
  verb: 'POST',
  group: 'operator-money',
  summary: 'Approves a payment or credit note of another operator, which books it, or declines it',
  description: 'Whoever entered it may decline it.',
  errors: [entryUnknown, approverSame, notBilled, paymentAmount, paymentCurrency, invoiceUnknown, creditTooLarge],
  body: Type.Object({ id: Type.String({ maxLength: 64 }), approve: Type.Boolean() }),
  reply: Type.Object({
    result: Type.String({ description: '`booked`, `repeated`, the number of the credit note, or "" when declined.' }),
  }),
  example: { body: { id: '01KAYW5A8Z', approve: true }, reply: { result: 'booked' } },
  async run({ caller, body }, ports) {
    const deed = deedOf(caller, ports)
    return { result: await ports.store.write(decideMoney, { ...body, deed, audit: mintId(deed.at) }) }
  },
})
