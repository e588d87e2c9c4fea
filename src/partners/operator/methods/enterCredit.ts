import { Type } from 'typebox'
import { creditTooLarge, invoiceUnknown } from '../../../billing/invoices/credit-note.ts'
import { enterMoney } from '../../approvals/entry.ts'
import { ENTERED_EXAMPLE, EnteredView, enteredView } from '../../approvals/entry-view.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'

/** Enters a credit note on an invoice. */
export const enterCredit = operatorMethod({
  name: 'enterCredit',
  verb: 'POST',
  group: 'operator-money',
  summary: 'Gives back a part of an invoice; at once, or when another operator approves it',
  errors: [invoiceUnknown, creditTooLarge],
  body: Type.Object({
    invoice: Type.String({ maxLength: 64 }),
    net: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description: 'Minor units.' }),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  }),
  reply: EnteredView,
  example: { body: { invoice: 'INV-2026-000001', net: 4000, reason: 'Outage' }, reply: ENTERED_EXAMPLE },
  async run({ caller, body }, ports) {
    const { approvals } = ports.policy
    const money = { kind: 'credit', ...body } as const
    return enteredView(await ports.store.write(enterMoney, { money, approvals, deed: deedOf(caller, ports) }))
  },
})
