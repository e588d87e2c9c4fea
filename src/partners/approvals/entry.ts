import { writeAudit, type Deed } from '../../audit/audit.ts'
import { failure, Failure } from '../../base/errors.ts'
import { creditTooLarge, invoiceUnknown, issueCreditNote } from '../../billing/invoices/credit-note.ts'
import { findInvoice } from '../../billing/invoices/draw.ts'
import { currencyOf } from '../../billing/ledger/billing-account.ts'
import { recordPayment } from '../../billing/payments/payment.ts'
import type { Approvals } from '../../contract/ports.ts'
import { all, one, run, sql, type OperationTable, type Step } from '../../store/port/operation.ts'

export const entryUnknown = failure({
  code: 'entryUnknown',
  status: 404,
  form: 'problem',
  sentence: 'No such entry waits for a decision.',
})

/** Whoever enters money does not approve it. */
export const approverSame = failure({
  code: 'approverSame',
  status: 409,
  form: 'problem',
  sentence: 'Another operator must approve what you have entered.',
})

/** What an operator enters: a payment that came in, or a part of an invoice given back; amounts in minor units. */
export type Money =
  | { kind: 'payment'; account: string; amount: number; reference: string }
  | { kind: 'credit'; invoice: string; net: number; reason: string }

/** A row of `money_entry`. */
export interface MoneyEntry {
  id: string
  account: string
  kind: Money['kind']
  /** JSON of `Money`. */
  body: string
  entered_by: string
  entered_at: number
  decision: 'open' | 'approved' | 'declined'
  decided_by: string
  decided_at: number | null
  /** What an approved one came to: see `Booked`. */
  result: string
}

/** `booked`; `repeated`: its reference was booked before; or the number of the credit note. */
export type Booked = string

/** What became of an entry: booked at once, or waiting for another operator under its id. */
export type Entered = { state: 'booked'; result: Booked } | { state: 'waiting'; id: string }

/**
 * Books what an operator enters, or keeps it until another one approves: where approvals are `on`, and with `auto` as
 * soon as there are two operators. Throws what the booking throws, and `notBilled` for an unknown account.
 */
export function* enterMoney(input: { money: Money; approvals: Approvals; deed: Deed }): Step<Entered> {
  const { money, approvals, deed } = input
  if (!(yield* needsApproval(approvals))) return { state: 'booked', result: yield* book(money, deed) }
  const account = yield* accountOf(money, deed.at)
  yield* run(sql`
    insert into money_entry (id, account, kind, body, entered_by, entered_at, decision, decided_by, decided_at, result)
    values (${deed.id}, ${account}, ${money.kind}, ${JSON.stringify(money)}, ${deed.actor}, ${deed.at}, 'open', '',
      ${null}, '')`)
  yield* writeAudit({ ...deed, account, action: 'moneyEntered', subject: `entry/${deed.id}`, detail: { ...money } })
  return { state: 'waiting', id: deed.id }
}

function* needsApproval(approvals: Approvals): Step<boolean> {
  if (approvals !== 'auto') return approvals === 'on'
  const row = yield* one<{ operators: number }>(sql`select count(*) as operators from person where operator = 1`)
  return (row?.operators ?? 0) > 1
}

/** Also refuses at once what could never be booked. */
function* accountOf(money: Money, at: number): Step<string> {
  if (money.kind === 'payment') {
    yield* currencyOf({ account: money.account, at })
    return money.account
  }
  const invoice = yield* findInvoice({ number: money.invoice })
  if (invoice?.kind !== 'invoice') throw new Failure(invoiceUnknown)
  if (money.net <= 0 || money.net > invoice.net) throw new Failure(creditTooLarge)
  return invoice.account
}

function* book(money: Money, deed: Deed): Step<Booked> {
  if (money.kind === 'credit') {
    const { invoice, net, reason } = money
    return yield* issueCreditNote({ invoice, net, reason, deed })
  }
  const { account, amount, reference } = money
  const currency = yield* currencyOf({ account, at: deed.at })
  const paid = { account, amount, currency, source: 'operator', external: reference, reference }
  return (yield* recordPayment({ ...paid, deed })) ? 'booked' : 'repeated'
}

/**
 * Approves an entry, which books it, or declines it; what it came to. Throws `entryUnknown`, `approverSame` (who entered
 * it may decline it), and what the booking throws: then it goes on waiting. `audit` is the id of a second audit entry.
 */
export function* decideMoney(input: { id: string; approve: boolean; audit: string; deed: Deed }): Step<Booked> {
  const { id, approve, audit, deed } = input
  const decision = approve ? 'approved' : 'declined'
  // the update locks: of two decisions at once one finds it decided
  const entry = yield* one<MoneyEntry>(sql`
    update money_entry set decision = ${decision}, decided_by = ${deed.actor}, decided_at = ${deed.at}
    where id = ${id} and decision = 'open' returning *`)
  if (!entry) throw new Failure(entryUnknown)
  if (approve && entry.entered_by === deed.actor) throw new Failure(approverSame)
  const { account } = entry
  const detail = { kind: entry.kind, enteredBy: entry.entered_by }
  const action = approve ? 'moneyApproved' : 'moneyDeclined'
  yield* writeAudit({ ...deed, id: audit, account, action, subject: `entry/${id}`, detail })
  if (!approve) return ''
  const result = yield* book(JSON.parse(entry.body) as Money, deed)
  yield* run(sql`update money_entry set result = ${result} where id = ${id}`)
  return result
}

/** Entries, newest first, before the id `before` ("" from the newest); those that wait alone, or all. */
export function* moneyEntries(input: {
  open: boolean
  before: string
  limit: number
  at: number
}): Step<(MoneyEntry & { currency: string })[]> {
  const before = input.before === '' ? sql`` : sql`and id < ${input.before}`
  const open = input.open ? sql`and decision = 'open'` : sql``
  const rows = yield* all<MoneyEntry>(sql`
    select * from money_entry where 1 = 1 ${open} ${before} order by id desc limit ${input.limit}`)
  const currencies = new Map<string, string>()
  // an account has no ledger before its first booking, but a currency all the same
  for (const { account } of rows)
    if (!currencies.has(account)) currencies.set(account, yield* currencyOf({ account, at: input.at }))
  return rows.map((row) => Object.assign(row, { currency: currencies.get(row.account) ?? '' }))
}

export const approvalOperations = { enterMoney, decideMoney, moneyEntries } satisfies OperationTable
