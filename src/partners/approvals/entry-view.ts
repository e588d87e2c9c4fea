import { Type, type Static } from 'typebox'
import { Seconds, seconds, SecondsOrNull, secondsOrNull } from '../console/shared-replies.ts'
import type { Entered, Money, MoneyEntry } from './entry.ts'

/** What became of what an operator entered. */
export const EnteredView = Type.Object({
  state: Type.Enum(['booked', 'waiting'], { description: '`waiting`: another operator must approve it.' }),
  id: Type.String({ description: 'Of the entry that waits; "" otherwise.' }),
  result: Type.String({
    description:
      '`booked`, `repeated` (the reference was booked before) or the number of the credit note; "" while it waits.',
  }),
})

export const ENTERED_EXAMPLE: Static<typeof EnteredView> = { state: 'waiting', id: '01KAYW5A8Z', result: '' }

export const enteredView = (entered: Entered): Static<typeof EnteredView> => ({ id: '', result: '', ...entered })

/** An entry as operators see it; amounts in minor units. */
export const EntryView = Type.Object({
  id: Type.String(),
  account: Type.String(),
  kind: Type.Enum(['payment', 'credit']),
  amount: Type.Integer({ description: 'Minor units; of a credit note net.' }),
  currency: Type.String(),
  reference: Type.String({ description: 'Of the payment, or the invoice that is credited.' }),
  reason: Type.String(),
  enteredBy: Type.String({ description: '`person/<id>` or `operator/cli`.' }),
  enteredAt: Seconds,
  decision: Type.Enum(['open', 'approved', 'declined']),
  decidedBy: Type.String(),
  decidedAt: SecondsOrNull,
  result: EnteredView.properties.result,
})

export const ENTRY_EXAMPLE: Static<typeof EntryView> = {
  id: '01KAYW5A8Z',
  account: '01KAYW5A8R',
  kind: 'payment',
  amount: 20_000,
  currency: 'EUR',
  reference: 'bank 7',
  reason: '',
  enteredBy: 'person/01KAYW5A8P',
  enteredAt: 1_769_000_000,
  decision: 'open',
  decidedBy: '',
  decidedAt: null,
  result: '',
}

export function entryView(entry: MoneyEntry & { currency: string }): Static<typeof EntryView> {
  const money = JSON.parse(entry.body) as Money
  const said =
    money.kind === 'payment'
      ? { amount: money.amount, reference: money.reference, reason: '' }
      : { amount: money.net, reference: money.invoice, reason: money.reason }
  const { id, account, currency, kind, decision, result } = entry
  return {
    ...{ id, account, currency, kind, decision, result },
    ...said,
    enteredBy: entry.entered_by,
    enteredAt: seconds(entry.entered_at),
    decidedBy: entry.decided_by,
    decidedAt: secondsOrNull(entry.decided_at),
  }
}
