import { all, one, sql, type Step } from '../../store/port/operation.ts'
import { daysOfMonth } from '../billing-day.ts'
import { balanceOf } from '../ledger/append.ts'

/** A transaction as its account feels it. Minor units. */
export interface LedgerLine {
  seq: number
  id: string
  kind: string
  day: string
  at: number
  reference: string
  corrects: string | null
  /** Instance-days that it charged. */
  lines: number
  hash: string
  /** What it added to the balance; negative: a charge. */
  amount: number
  /** The balance behind it. */
  balance: number
}

/** Transactions of an account before `before`, newest first, each with the balance behind it. */
export function* ledgerNewest(input: { account: string; before: number; limit: number }): Step<LedgerLine[]> {
  const { account, before, limit } = input
  const later = yield* one<{ sum: number | null }>(sql`
    select cast(sum(amount) as bigint) as sum from ledger_posting
    where account = ${account} and seq >= ${before} and book = 'receivable'`)
  let balance = (yield* balanceOf({ account })) + (later?.sum ?? 0)
  const rows = yield* all<Omit<LedgerLine, 'balance'>>(sql`
    select t.seq, t.id, t.kind, t.day, t.at, t.reference, t.corrects, t.lines, t.hash,
      (select cast(0 - coalesce(sum(p.amount), 0) as bigint) from ledger_posting p
        where p.account = t.account and p.seq = t.seq and p.book = 'receivable') as amount
    from ledger_transaction t where t.account = ${account} and t.seq < ${before} order by t.seq desc limit ${limit}`)
  return rows.map((row) => {
    const line = Object.assign(row, { balance })
    balance -= row.amount
    return line
  })
}

/** What a billing day came to: instance-days, and minor units. */
export interface DayCharge {
  day: string
  instances: number
  amount: number
}

/** The days of a month on which instances were charged, newest first. */
export function* chargesByDay(input: { account: string; month: string }): Step<DayCharge[]> {
  const { first, after } = daysOfMonth(input.month)
  return yield* all<DayCharge>(sql`
    select t.day, cast(sum(t.lines) as bigint) as instances,
      cast(sum((select coalesce(sum(p.amount), 0) from ledger_posting p
        where p.account = t.account and p.seq = t.seq and p.book = 'receivable')) as bigint) as amount
    from ledger_transaction t
    where t.account = ${input.account} and t.day >= ${first} and t.day < ${after} and t.lines > 0
    group by t.day order by t.day desc`)
}

/** An instance-day; `price` in millionths of a minor unit. */
export interface ChargedDay {
  instance: number
  name: string
  day: string
  tariff: string
  price: number
  cause: 'creation' | 'midnight'
}

/**
 * Instance-days of an account from `first` on and before the day `end`, of one instance or (0) of all: by day and
 * instance, behind `after`, at most `limit`.
 */
export function* chargedDays(input: {
  account: string
  first: string
  end: string
  instance: number
  after: { day: string; instance: number }
  limit: number
}): Step<ChargedDay[]> {
  const { account, first, end, instance, after, limit } = input
  const whose = instance === 0 ? sql`` : sql`and b.instance = ${instance}`
  return yield* all<ChargedDay>(sql`
    select b.instance, i.name, b.day, b.tariff, b.price, b.cause
    from billing_day b join instance i on i.id = b.instance
    where b.account = ${account} and b.day >= ${first} and b.day < ${end} ${whose}
      and (b.day, b.instance) > (${after.day}, ${after.instance})
    order by b.day, b.instance limit ${limit}`)
}
