import { tellPartner } from '../../contract/partner-event.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf, dayAfter, midnightOf, monthOf } from '../billing-day.ts'
import { drawInvoice } from '../invoices/draw.ts'
import { addToMonth, appendTransaction, balanceOf } from '../ledger/append.ts'
import { lockAccount, type BillingAccount } from '../ledger/billing-account.ts'
import type { ChargeLine } from '../ledger/chain.ts'
import { watchCredit } from '../ledger/credit.ts'
import { pricesOn, type PriceVersion } from '../tariffs/price-list.ts'
import { tariffKind } from '../tariffs/tariff.ts'

/** What a step of a night did. */
export interface NightStep {
  charged: number
  /** Whether every instance of the account is charged for the day. */
  done: boolean
}

/**
 * Charges the next instances of an account for one billing day, at most `limit`, in one transaction: whoever was
 * created before its 00:00 and not deleted before it, at that day's price. It goes on where the step before ended,
 * so it may be killed and repeated at will. Throws when the account's day before is not finished.
 */
export function* chargeNight(input: { account: string; day: string; at: number; limit: number }): Step<NightStep> {
  const { account, day, at, limit } = input
  const row = yield* lockAccount({ account, at })
  const begun = row.night === day
  if (row.night > day || (begun && row.night_done === 1)) return { charged: 0, done: true }
  if (!begun && (row.night_done === 0 || dayAfter(row.night) !== day)) throw new Error('nights are charged in order')
  const after = begun ? row.night_after : 0
  const alive = sql`account = ${account} and tariff like 'PARTNER%' and created_at < ${midnightOf(day)}
    and (deleted_at is null or deleted_at >= ${midnightOf(day)})`
  const batch = yield* one<{ last: number | null; size: number }>(sql`
    select max(id) as last, count(*) as size
    from (select id from instance where id > ${after} and ${alive} order by id limit ${limit}) batch`)
  const last = batch?.last ?? after
  const inForce = yield* pricesOn({ account, day })
  const lines = yield* all<ChargeLine>(sql`
    insert into billing_day (instance, day, account, booked_at, cause, tariff, price, seq)
    select id, ${day}, account, cast(${at} as bigint), 'midnight', tariff, ${priceOf(inForce)},
      cast(${row.seq + 1} as bigint)
    from instance where id > ${after} and id <= ${last} and ${alive}
    on conflict (instance, day) do nothing
    returning instance, day, tariff, price, cause`)
  const amount = yield* bookBatch({ account, day, at, after, lines })
  const done = (batch?.size ?? 0) < limit
  const charged = (begun ? row.night_charged : 0) + lines.length
  const minor = (begun ? row.night_minor : 0) + amount
  yield* run(sql`
    update billing_account set night = ${day}, night_after = ${last}, night_done = ${done ? 1 : 0},
      night_charged = ${charged}, night_minor = ${minor}
    where account = ${account}`)
  if (done) yield* finishNight({ account, day, at, charged, minor })
  return { charged: lines.length, done }
}

// the price of a row's tariff as SQL; tariffs that the list does not name cost nothing
function priceOf(inForce: PriceVersion | undefined) {
  const priced = Object.entries(inForce?.prices ?? {}).filter(([tariff]) => tariffKind(tariff) === 'partner')
  const cases = priced.map(([tariff, { day = 0 }]) => sql` when ${tariff} then cast(${day} as bigint)`)
  const none = sql`cast(0 as bigint)`
  if (cases.length === 0) return none
  return sql`case tariff${cases.reduce((left, right) => sql`${left}${right}`)} else ${none} end`
}

function* bookBatch(input: {
  account: string
  day: string
  at: number
  after: number
  lines: readonly ChargeLine[]
}): Step<number> {
  const { account, day, at, after, lines } = input
  if (lines.length === 0) return 0
  const amount = yield* addToMonth({ account, month: monthOf(day), lines })
  yield* appendTransaction({
    account,
    id: `night-${account}-${day}-${after}`,
    kind: 'night',
    day,
    at,
    reference: `00:00 of ${day}`,
    postings: [
      { book: 'receivable', amount },
      { book: 'revenue', amount: -amount },
    ],
    lines,
  })
  return amount
}

/** Draws the invoice of a finished month, anchors the chain, and tells the partner what the day came to. */
function* finishNight(input: { account: string; day: string; at: number; charged: number; minor: number }): Step<void> {
  const { account, day, at, charged, minor } = input
  yield* drawLastMonth(account, day, at)
  const row = yield* lockAccount({ account, at })
  const balance = yield* anchor(row, day)
  const { currency } = row
  if (charged > 0)
    yield* tellPartner({
      id: `charged-${account}-${day}`,
      account,
      type: 'account.charged',
      data: { day, instances: charged, amount: minor, balance, currency },
      at,
    })
  yield* watchCredit({ row, balance, event: `${account}-${day}`, at })
}

// every day of the month before is charged by now
function* drawLastMonth(account: string, day: string, at: number): Step<void> {
  if (!day.endsWith('-01')) return
  yield* drawInvoice({ account, month: monthOf(billingDayOf(midnightOf(day) - 1)), at })
}

/** Records the chain's state after a night; the balance. */
function* anchor({ account, seq, hash }: BillingAccount, day: string): Step<number> {
  const balance = yield* balanceOf({ account })
  yield* run(sql`
    insert into ledger_anchor (account, day, seq, hash, balance)
    values (${account}, ${day}, ${seq}, ${hash}, ${balance})`)
  return balance
}

/** The nights that accounts still miss, up to the billing day `today`: the earliest first, at most `limit` accounts. */
export function* missedNights(input: { today: string; limit: number }): Step<{ account: string; day: string }[]> {
  const rows = yield* all<Pick<BillingAccount, 'account' | 'night' | 'night_done'>>(sql`
    select account, night, night_done from billing_account
    where night <= ${input.today} and (night < ${input.today} or night_done = 0)
    order by night, account limit ${input.limit}`)
  return rows.map(({ account, night, night_done }) => ({ account, day: night_done === 1 ? dayAfter(night) : night }))
}

/** How far the charge of a billing day has come. */
export interface NightProgress {
  accounts: number
  finished: number
  charged: number
}

/** Progress of a night over all accounts. */
export function* nightProgress(input: { day: string }): Step<NightProgress> {
  const { day } = input
  const row = yield* one<NightProgress>(sql`
    select count(*) as accounts,
      coalesce(sum(case when night > ${day} or (night = ${day} and night_done = 1) then 1 else 0 end), 0) as finished,
      coalesce(sum(case when night = ${day} then night_charged else 0 end), 0) as charged
    from billing_account`)
  return row ?? { accounts: 0, finished: 0, charged: 0 }
}
