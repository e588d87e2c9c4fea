import { all, list, one, sql, type Step } from '../../store/port/operation.ts'
import type { Store } from '../../store/port/store.ts'
import { tally } from './append.ts'
import { findBillingAccount } from './billing-account.ts'
import { linesDigest, transactionHash, type Book, type ChargeLine, type Posting, type Transaction } from './chain.ts'
import { monthOf } from '../billing-day.ts'

const PAGE = 200

export interface StoredTransaction extends Transaction {
  postings: Posting[]
  prev: string
  hash: string
}

/** Accounts with a ledger, after an id. */
export function* ledgerAccounts(input: { after: string; limit: number }): Step<string[]> {
  const rows = yield* all<{ account: string }>(sql`
    select account from billing_account where account > ${input.after} order by account limit ${input.limit}`)
  return rows.map(({ account }) => account)
}

/** Transactions of an account behind `after`, with their postings. */
export function* ledgerPage(input: { account: string; after: number; limit: number }): Step<StoredTransaction[]> {
  const { account, after, limit } = input
  const transactions = yield* all<Omit<StoredTransaction, 'postings'>>(sql`
    select account, seq, id, kind, day, at, reference, corrects, lines, digest, prev, hash from ledger_transaction
    where account = ${account} and seq > ${after} order by seq limit ${limit}`)
  const postings = yield* all<{ seq: number; book: Book; amount: number }>(sql`
    select seq, book, amount from ledger_posting
    where account = ${account} and seq in ${list(transactions.map(({ seq }) => seq))} order by seq, line`)
  const found = transactions.map((transaction): StoredTransaction => Object.assign(transaction, { postings: [] }))
  const bySeq = new Map(found.map((transaction) => [transaction.seq, transaction]))
  for (const { seq, book, amount } of postings) bySeq.get(seq)?.postings.push({ book, amount })
  return found
}

/** The instance-days that a transaction charged. */
export function* linesOf(input: { account: string; day: string; seq: number }): Step<ChargeLine[]> {
  return yield* all<ChargeLine>(sql`
    select instance, day, tariff, price, cause from billing_day
    where account = ${input.account} and day = ${input.day} and seq = ${input.seq}`)
}

/** Everything of an account's ledger that transactions do not hold themselves. */
export function* ledgerEnds(input: { account: string }): Step<{
  head: { seq: number; hash: string }
  anchors: { day: string; seq: number; hash: string; balance: number }[]
  months: { month: string; tariff: string; price: number; days: number }[]
  lines: number
}> {
  const { account } = input
  const row = yield* findBillingAccount(input)
  const anchors = yield* all<{ day: string; seq: number; hash: string; balance: number }>(sql`
    select day, seq, hash, balance from ledger_anchor where account = ${account} order by day`)
  const months = yield* all<{ month: string; tariff: string; price: number; days: number }>(sql`
    select month, tariff, price, days from billing_month where account = ${account} order by month, tariff, price`)
  const counted = yield* one<{ lines: number }>(sql`
    select count(*) as lines from billing_day where account = ${account} and seq > 0`)
  return {
    head: { seq: row?.seq ?? 0, hash: row?.hash ?? '' },
    anchors,
    months,
    lines: counted?.lines ?? 0,
  }
}

/** What is wrong with a ledger: where, and in what way. */
export interface LedgerFault {
  account: string
  /** The transaction, 0 for the ledger as a whole. */
  seq: number
  fault: string
}

export interface Verified {
  transactions: number
  lines: number
  faults: LedgerFault[]
}

/**
 * Recomputes the whole ledger of an account from its rows: every digest and hash, sums, anchors, month counts and the
 * head. Reads page by page, so that memory does not grow with the ledger; a ledger in use is verified up to the head it
 * had when its reading began.
 */
export async function verifyLedger(store: Store, account: string): Promise<Verified> {
  const ends = await store.read(ledgerEnds, { account })
  const found: Verified = { transactions: 0, lines: 0, faults: [] }
  const fault = (seq: number, sentence: string) => found.faults.push({ account, seq, fault: sentence })
  const { anchors } = ends
  const months = new Map<string, number>()
  let hash = ''
  let balance = 0
  let nextAnchor = 0
  const passAnchors = (seq: number) => {
    for (let anchor = anchors[nextAnchor]; anchor && anchor.seq <= seq; anchor = anchors[++nextAnchor])
      if (anchor.seq !== seq || anchor.hash !== hash || anchor.balance !== balance)
        fault(anchor.seq, `the anchor of ${anchor.day} does not match`)
  }
  passAnchors(0)
  for (let seq = 0; seq < ends.head.seq;) {
    const page = await store.read(ledgerPage, { account, after: seq, limit: PAGE })
    if (page.length === 0) break
    for (const transaction of page) {
      seq += 1
      if (seq > ends.head.seq) break
      const lines =
        transaction.lines > 0 ? await store.read(linesOf, { account, day: transaction.day, seq: transaction.seq }) : []
      for (const sentence of faultsOf(transaction, seq, hash, lines)) fault(seq, sentence)
      hash = transaction.hash
      balance -= sumOf(transaction.postings.filter(({ book }) => book === 'receivable'))
      for (const { tariff, price, days } of tally(lines)) {
        const key = `${monthOf(transaction.day)} ${tariff} ${price}`
        months.set(key, (months.get(key) ?? 0) + days)
      }
      found.transactions += 1
      found.lines += lines.length
      passAnchors(seq)
    }
  }
  if (hash !== ends.head.hash || found.transactions !== ends.head.seq) fault(0, 'the chain does not end at its head')
  if (found.lines !== ends.lines) fault(0, 'instance-days are charged by no transaction')
  for (const { month, tariff, price, days } of ends.months)
    if (months.get(`${month} ${tariff} ${price}`) !== days) fault(0, `the days of ${month} are counted wrongly`)
  return found
}

function faultsOf(transaction: StoredTransaction, seq: number, prev: string, lines: readonly ChargeLine[]): string[] {
  const faults: string[] = []
  if (transaction.seq !== seq) faults.push('a transaction is missing before it')
  if (transaction.prev !== prev || transaction.hash !== transactionHash(prev, transaction))
    faults.push('its hash does not follow from the one before and its content')
  if (lines.length !== transaction.lines || linesDigest(lines) !== transaction.digest)
    faults.push('its instance-days are not those it was booked with')
  if (sumOf(transaction.postings) !== 0) faults.push('its postings do not sum to zero')
  return faults
}

function sumOf(postings: readonly Posting[]): number {
  return postings.reduce((sum, { amount }) => sum + amount, 0)
}
