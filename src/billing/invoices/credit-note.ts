import { writeAudit, type Deed } from '../../audit/audit.ts'
import { Failure, failure } from '../../base/errors.ts'
import { one, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf } from '../billing-day.ts'
import { appendTransaction, balanceOf } from '../ledger/append.ts'
import { lockAccount } from '../ledger/billing-account.ts'
import { watchCredit } from '../ledger/credit.ts'
import { figures, findInvoice, insertInvoice, takeNumber, taxOf, type InvoiceDocument } from './draw.ts'

export const invoiceUnknown = failure({
  code: 'invoiceUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such invoice.',
})

/** Credit notes together give back at most what the invoice charged. */
export const creditTooLarge = failure({
  code: 'creditTooLarge',
  status: 409,
  form: 'problem',
  sentence: 'The amount is more than what is left of the invoice.',
})

/**
 * Gives back a part of an invoice, `net` in minor units, and its tax; the note's number. Throws `invoiceUnknown` or
 * `creditTooLarge`.
 */
export function* issueCreditNote(input: { invoice: string; net: number; reason: string; deed: Deed }): Step<string> {
  const { invoice: number, net, reason, deed } = input
  const { at } = deed
  const invoice = yield* findInvoice({ number })
  if (invoice?.kind !== 'invoice') throw new Failure(invoiceUnknown)
  const { account } = invoice
  const row = yield* lockAccount({ account, at })
  const given = yield* one<{ net: number | null; tax: number | null }>(sql`
    select sum(net) as net, sum(tax) as tax from invoice where account = ${account} and corrects = ${number}`)
  const left = invoice.net + (given?.net ?? 0)
  if (net <= 0 || net > left) throw new Failure(creditTooLarge)
  // the last note takes the tax that is left, so that rounding leaves none behind
  const tax = net === left ? invoice.tax + (given?.tax ?? 0) : taxOf(net, invoice.tax_rate)
  const day = billingDayOf(at)
  const note = yield* takeNumber({ series: 'CRN', day })
  const { seller, buyer } = JSON.parse(invoice.document) as InvoiceDocument
  const lines = [{ tariff: `credit on ${number}`, days: 0, prices: [], amount: -net }]
  const document: InvoiceDocument = { seller, buyer, lines, prepaid: 0, reason }
  yield* insertInvoice({
    ...figures({ account, currency: invoice.currency, tax_rate: invoice.tax_rate }, -net, -tax),
    number: note,
    kind: 'credit-note',
    month: invoice.month,
    issued_at: at,
    due_day: day,
    document: JSON.stringify(document),
    corrects: number,
  })
  yield* appendTransaction({
    account,
    id: note,
    kind: 'credit-note',
    day,
    at,
    reference: `credit on ${number}`,
    // the transaction that booked the invoice's tax bears the invoice's number
    corrects: number,
    postings: [
      { book: 'receivable', amount: -net - tax },
      { book: 'revenue', amount: net },
      { book: 'tax', amount: tax },
    ],
  })
  yield* watchCredit({ row, balance: yield* balanceOf({ account }), event: note, at })
  yield* writeAudit({
    ...deed,
    account,
    action: 'creditNoteIssued',
    subject: `invoice/${note}`,
    detail: { number, net, reason },
  })
  return note
}
