import { one, run, sql, type Step } from '../../store/port/operation.ts'
import { linesDigest, roundMicro, transactionHash, type ChargeLine, type Posting, type Transaction } from './chain.ts'

/** A transaction to book. Its id is made by the caller of what it is for, so that booking twice is impossible. */
export interface Entry extends Pick<Transaction, 'account' | 'id' | 'kind' | 'day' | 'at' | 'reference'> {
  corrects?: string
  postings: readonly Posting[]
  lines?: readonly ChargeLine[]
}

/**
 * Books a transaction at the end of its account's chain; its place there. The account's row stays locked until the
 * commit. Sides of amount 0 are left out; throws when the rest does not sum to zero.
 */
export function* appendTransaction(entry: Entry): Step<number> {
  const { account } = entry
  const postings = entry.postings.filter(({ amount }) => amount !== 0)
  if (postings.reduce((sum, { amount }) => sum + amount, 0) !== 0) throw new Error('a transaction must sum to zero')
  const head = yield* one<{ seq: number; hash: string }>(sql`
    update billing_account set seq = seq + 1 where account = ${account} returning seq, hash`)
  if (!head) throw new Error('the account has no ledger')
  const { seq, hash: prev } = head
  const lines = entry.lines ?? []
  const transaction: Transaction = {
    ...entry,
    seq,
    corrects: entry.corrects ?? null,
    postings,
    lines: lines.length,
    digest: linesDigest(lines),
  }
  const hash = transactionHash(prev, transaction)
  yield* insertTransaction(transaction, prev, hash)
  yield* run(sql`update billing_account set hash = ${hash} where account = ${account}`)
  return seq
}

function* insertTransaction(transaction: Transaction, prev: string, hash: string): Step<void> {
  const { account, seq, id, kind, day, at, reference, corrects, postings, lines, digest } = transaction
  yield* run(sql`
    insert into ledger_transaction (account, seq, id, kind, day, at, reference, corrects, lines, digest, prev, hash)
    values (${account}, ${seq}, ${id}, ${kind}, ${day}, ${at}, ${reference}, ${corrects}, ${lines}, ${digest}, ${prev},
      ${hash})`)
  if (postings.length === 0) return
  const rows = postings
    .map(({ book, amount }, line) => sql`(${account}, ${seq}, ${line}, ${book}, ${amount})`)
    .reduce((left, right) => sql`${left}, ${right}`)
  yield* run(sql`insert into ledger_posting (account, seq, line, book, amount) values ${rows}`)
}

/**
 * Counts instance-days into an account's month and returns what they add to its rounded cost in minor units: the
 * differences of a month sum to the rounding of its exact cost, however they are cut (docs/adr/0005).
 */
export function* addToMonth(input: {
  account: string
  month: string
  lines: readonly Pick<ChargeLine, 'tariff' | 'price'>[]
}): Step<number> {
  const { account, month, lines } = input
  const cost = yield* one<{ micro: number | bigint | null }>(sql`
    select sum(days * price) as micro from billing_month where account = ${account} and month = ${month}`)
  const before = BigInt(cost?.micro ?? 0)
  let after = before
  for (const { tariff, price, days } of tally(lines)) {
    after += BigInt(price) * BigInt(days)
    yield* run(sql`
      insert into billing_month (account, month, tariff, price, days)
      values (${account}, ${month}, ${tariff}, ${price}, ${days})
      on conflict (account, month, tariff, price) do update set days = billing_month.days + excluded.days`)
  }
  return roundMicro(after) - roundMicro(before)
}

/** Lines by tariff and price. */
export function tally(
  lines: readonly Pick<ChargeLine, 'tariff' | 'price'>[],
): { tariff: string; price: number; days: number }[] {
  const tallied = new Map<string, { tariff: string; price: number; days: number }>()
  for (const { tariff, price } of lines) {
    const key = `${tariff} ${price}`
    const found = tallied.get(key)
    if (found) found.days += 1
    else tallied.set(key, { tariff, price, days: 1 })
  }
  return [...tallied.values()]
}

/** Minor units the account has in credit; negative: it owes. The sum of its postings since the last anchor, and the anchor's. */
export function* balanceOf(input: { account: string }): Step<number> {
  const { account } = input
  const row = yield* one<{ balance: number | null; sum: number | null }>(sql`
    select a.balance, (select sum(p.amount) from ledger_posting p
      where p.account = ${account} and p.seq > coalesce(a.seq, 0) and p.book = 'receivable') as sum
    from (select 1) one left join (
      select seq, balance from ledger_anchor where account = ${account} order by day desc limit 1) a on 1 = 1`)
  // `0 -` keeps the answer from being -0
  return (row?.balance ?? 0) + (0 - (row?.sum ?? 0))
}
