import { all, one, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf, dayAfter, daysOfMonth, midnightOf } from '../billing-day.ts'
import { billedAccount } from '../ledger/billing-account.ts'
import { ledgerPage, linesOf, type StoredTransaction } from '../ledger/verify.ts'
import type { ChargeLine } from '../ledger/chain.ts'
import { pricesOn, type FirstDay, type Prices } from '../tariffs/price-list.ts'

/** Instances, and instance-days, of one page. */
const LIVES = 5000
const LINES = 20_000

/** The ledger's state between two transactions. */
export interface LedgerPoint {
  seq: number
  hash: string
  balance: number
}

/** What an account was charged in a month, with all that is needed to recompute it. */
export interface StatementHead {
  account: string
  currency: string
  month: string
  /** The last billing day whose 00:00 is charged in full. */
  chargedThrough: string
  opening: LedgerPoint
  closing: LedgerPoint
  /** Prices in force, each from its day on. */
  prices: { from: string; firstDay: FirstDay; prices: Prices }[]
  documents: string[]
}

/** The first and last transaction of a month; every one between them belongs to the statement, whatever its day. */
function* rangeOf(account: string, month: string): Step<{ first: number; last: number }> {
  const { first, after } = daysOfMonth(month)
  const row = yield* one<{ first: number | null; last: number | null }>(sql`
    select min(seq) as first, max(seq) as last from ledger_transaction
    where account = ${account} and day >= ${first} and day < ${after}`)
  return { first: row?.first ?? 1, last: row?.last ?? 0 }
}

function* pointAt(account: string, seq: number): Step<LedgerPoint> {
  const row = yield* one<{ hash: string }>(sql`
    select hash from ledger_transaction where account = ${account} and seq = ${seq}`)
  const owed = yield* one<{ sum: number | null }>(sql`
    select sum(amount) as sum from ledger_posting where account = ${account} and seq <= ${seq} and book = 'receivable'`)
  return { seq, hash: row?.hash ?? '', balance: 0 - (owed?.sum ?? 0) }
}

/** Everything of a statement but its instances and transactions. Throws `notBilled`. */
export function* statementHead(input: { account: string; month: string }): Step<StatementHead> {
  const { account, month } = input
  const { currency, night, night_done } = yield* billedAccount({ account })
  const { first, last } = yield* rangeOf(account, month)
  const documents = yield* all<{ number: string }>(sql`
    select number from invoice where account = ${account} and month = ${month} order by number`)
  return {
    account,
    currency,
    month,
    chargedThrough: night_done === 1 ? night : billingDayOf(midnightOf(night) - 1),
    opening: yield* pointAt(account, first - 1),
    closing: yield* pointAt(account, Math.max(last, first - 1)),
    prices: yield* pricesOfMonth(account, month),
    documents: documents.map(({ number }) => number),
  }
}

function* pricesOfMonth(account: string, month: string): Step<StatementHead['prices']> {
  const { first, after } = daysOfMonth(month)
  const found: StatementHead['prices'] = []
  let known = ''
  for (let day = first; day < after; day = dayAfter(day)) {
    const inForce = yield* pricesOn({ account, day })
    const name = inForce ? `${inForce.list}/${inForce.version}` : ''
    if (inForce && name !== known) found.push({ from: day, firstDay: inForce.first_day, prices: inForce.prices })
    known = name
  }
  return found
}

/** An instance as far as it is charged. Milliseconds since 1970. */
export interface Life {
  idInstance: number
  tariff: string
  created: number
  deleted: number | null
}

/** Instances that lived in a month and are paid by the day, in order of their numbers. */
export function* livesOfMonth(input: { account: string; month: string; after: number }): Step<Life[]> {
  const { account, month, after } = input
  const days = daysOfMonth(month)
  return yield* all<Life>(sql`
    select id as "idInstance", tariff, created_at as created, deleted_at as deleted from instance
    where account = ${account} and id > ${after} and tariff like 'PARTNER%' and created_at < ${midnightOf(days.after)}
      and (deleted_at is null or deleted_at >= ${midnightOf(days.first)})
    order by id limit ${LIVES}`)
}

/** A page is full when it holds this many instances. */
export const isFullOfLives = (lives: readonly Life[]): boolean => lives.length === LIVES

/** A transaction of a statement with the instance-days it charged. */
export interface StatedTransaction extends StoredTransaction {
  charged: ChargeLine[]
}

/** The next transactions of a month's statement after `after` (0 from the first), until a page is full. */
export function* transactionsOfMonth(input: {
  account: string
  month: string
  after: number
}): Step<{ transactions: StatedTransaction[]; more: boolean }> {
  const { account, month } = input
  const { first, last } = yield* rangeOf(account, month)
  const transactions: StatedTransaction[] = []
  let after = Math.max(input.after, first - 1)
  for (let lines = 0; lines < LINES && after < last;) {
    const [next] = yield* ledgerPage({ account, after, limit: 1 })
    if (!next) break
    const charged = next.lines > 0 ? yield* linesOf({ account, day: next.day, seq: next.seq }) : []
    transactions.push(Object.assign(next, { charged: charged.sort((a, b) => a.instance - b.instance) }))
    after = next.seq
    // a transaction without lines has its weight too
    lines += charged.length + 10
  }
  return { transactions, more: after < last }
}
