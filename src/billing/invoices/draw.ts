import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf, daysOfMonth, monthOf } from '../billing-day.ts'
import { appendTransaction } from '../ledger/append.ts'
import { lockAccount, type BillingAccount } from '../ledger/billing-account.ts'
import { roundMicro } from '../ledger/chain.ts'
import { readParty, seller, type Party } from './party.ts'

const DAY = 86_400_000

/** A line of a document; `prices` in millionths of a minor unit. */
export interface InvoiceLine {
  tariff: string
  /** Instance-days, 0 for a period paid in advance. */
  days: number
  prices: { price: number; days: number }[]
  amount: number
}

/** What a document says beside its figures, as it was issued. */
export interface InvoiceDocument {
  seller: Party
  buyer: Party
  lines: InvoiceLine[]
  /** Due at enrolment, on the invoice of the first month. */
  prepaid: number
  reason?: string
}

/** A row of `invoice`: an invoice, or a credit note that names one. Amounts in minor units. */
export interface Invoice {
  number: string
  kind: 'invoice' | 'credit-note'
  account: string
  month: string
  issued_at: number
  due_day: string
  currency: string
  net: number
  tax_rate: number
  tax: number
  total: number
  /** JSON of `InvoiceDocument`. */
  document: string
  corrects: string | null
}

/** The next number of a series and year, `INV-2026-000001`: taken in the document's transaction, so none is left out. */
export function* takeNumber(input: { series: string; day: string }): Step<string> {
  const name = `${input.series}-${input.day.slice(0, 4)}`
  const row = yield* one<{ value: number }>(sql`
    insert into billing_number (series, value) values (${name}, 1)
    on conflict (series) do update set value = billing_number.value + 1 returning value`)
  return `${name}-${String(row?.value).padStart(6, '0')}`
}

/** Tax of a net amount, half away from zero; `rate` in hundredths of a percent. */
export function taxOf(net: number, rate: number): number {
  const magnitude = Number((BigInt(Math.abs(net)) * BigInt(rate) + 5000n) / 10_000n)
  return net < 0 ? 0 - magnitude : magnitude
}

/**
 * Draws the invoice of a finished month and books its tax; its number, or undefined when nothing was charged or it was
 * drawn before. The month's last day must be charged.
 */
export function* drawInvoice(input: { account: string; month: string; at: number }): Step<string | undefined> {
  const { account, month, at } = input
  const row = yield* lockAccount({ account, at })
  const drawn = yield* one(sql`
    select number from invoice where account = ${account} and month = ${month} and kind = 'invoice'`)
  const lines = drawn ? [] : yield* linesOfMonth({ account, month })
  if (lines.every(({ amount }) => amount === 0)) return undefined
  const day = billingDayOf(at)
  const number = yield* takeNumber({ series: 'INV', day })
  const net = lines.reduce((sum, { amount }) => sum + amount, 0)
  const tax = taxOf(net, row.tax_rate)
  const prepaid = monthOf(billingDayOf(row.enrolled_at)) === month ? row.prepaid : 0
  const buyer = readParty(row.party)
  const document: InvoiceDocument = { seller: yield* seller(), buyer, lines, prepaid }
  yield* insertInvoice({
    ...figures(row, net, tax),
    number,
    kind: 'invoice',
    month,
    issued_at: at,
    due_day: billingDayOf(at + row.due_days * DAY),
    document: JSON.stringify(document),
    corrects: null,
  })
  yield* appendTransaction({
    account,
    id: number,
    kind: 'tax',
    day,
    at,
    reference: `tax of ${number}`,
    postings: [
      { book: 'receivable', amount: tax },
      { book: 'tax', amount: -tax },
    ],
  })
  return number
}

/** The figures of a document of an account. */
export function figures(row: Pick<BillingAccount, 'account' | 'currency' | 'tax_rate'>, net: number, tax: number) {
  const { account, currency, tax_rate } = row
  return { account, currency, net, tax_rate, tax, total: net + tax }
}

/** Writes a document; it is never changed. */
export function* insertInvoice(invoice: Invoice): Step<void> {
  const { number, kind, account, month, issued_at, due_day, currency, net, tax_rate, tax, total } = invoice
  yield* run(sql`
    insert into invoice (number, kind, account, month, issued_at, due_day, currency, net, tax_rate, tax, total, document,
      corrects)
    values (${number}, ${kind}, ${account}, ${month}, ${issued_at}, ${due_day}, ${currency}, ${net}, ${tax_rate}, ${tax},
      ${total}, ${invoice.document}, ${invoice.corrects})`)
}

/**
 * What a month was charged, a line per tariff. The amounts of the tariffs are differences of one rounded sum, so they
 * add up to what the ledger booked.
 */
export function* linesOfMonth(input: { account: string; month: string }): Step<InvoiceLine[]> {
  const { account, month } = input
  const counted = yield* all<{ tariff: string; price: number; days: number }>(sql`
    select tariff, price, days from billing_month where account = ${account} and month = ${month}
    order by tariff, price`)
  const lines: InvoiceLine[] = []
  let exact = 0n
  let booked = 0
  for (const { tariff, price, days } of counted) {
    exact += BigInt(price) * BigInt(days)
    const amount = roundMicro(exact) - booked
    booked += amount
    const last = lines.at(-1)
    if (last?.tariff !== tariff) lines.push({ tariff, days, prices: [{ price, days }], amount })
    else {
      last.days += days
      last.amount += amount
      last.prices.push({ price, days })
    }
  }
  return [...lines, ...(yield* periodsOfMonth(input))]
}

/** Periods paid in advance and refunds of the month, by what they were booked for. */
function* periodsOfMonth({ account, month }: { account: string; month: string }): Step<InvoiceLine[]> {
  const { first, after } = daysOfMonth(month)
  const booked = yield* all<{ kind: string; amount: number }>(sql`
    select t.kind, cast(sum(p.amount) as bigint) as amount from ledger_transaction t
      join ledger_posting p on p.account = t.account and p.seq = t.seq and p.book = 'receivable'
    where t.account = ${account} and t.day >= ${first} and t.day < ${after} and t.kind in ('period', 'refund')
    group by t.kind order by t.kind`)
  return booked.map(({ kind, amount }) => ({
    tariff: kind === 'period' ? 'BUSINESS' : 'BUSINESS, unused time',
    days: 0,
    prices: [],
    amount,
  }))
}

/** A document by number. */
export function* findInvoice(input: { number: string }): Step<Invoice | undefined> {
  return yield* one<Invoice>(sql`select * from invoice where number = ${input.number}`)
}

/** Documents of an account after a number, oldest first. */
export function* invoicesOf(input: { account: string; after: string; limit: number }): Step<Invoice[]> {
  return yield* all<Invoice>(sql`
    select * from invoice where account = ${input.account} and number > ${input.after}
    order by number limit ${input.limit}`)
}

/** An instance-day of an invoice's annex. */
export interface AnnexLine {
  instance: number
  name: string
  externalId: string
  day: string
  tariff: string
  price: number
  cause: string
  /** JSON of the partner's own facts, `{}` when there are none. */
  metadata: string
}

/** The instance-days of a month, by day and instance, behind the last of the page before; `limit` at most. */
export function* annexOf(input: {
  account: string
  month: string
  after: { day: string; instance: number }
  limit: number
}): Step<AnnexLine[]> {
  const { account, month, after, limit } = input
  const { first, after: end } = daysOfMonth(month)
  const from = after.day === '' ? first : after.day
  return yield* all<AnnexLine>(sql`
    select b.instance, i.name, i.external_id as "externalId", b.day, b.tariff, b.price, b.cause, i.metadata
    from billing_day b join instance i on i.id = b.instance
    where b.account = ${account} and b.day >= ${from} and b.day < ${end}
      and (b.day, b.instance) > (${after.day}, ${after.instance})
    order by b.day, b.instance limit ${limit}`)
}
