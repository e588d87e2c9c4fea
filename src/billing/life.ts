import { failure, Failure } from '../base/errors.ts'
import { run, sql, type Step } from '../store/port/operation.ts'
import { billingDayOf, midnightOf, monthOf } from './billing-day.ts'
import { addToMonth, appendTransaction, balanceOf } from './ledger/append.ts'
import { lock, lockAccount } from './ledger/billing-account.ts'
import type { ChargeLine } from './ledger/chain.ts'
import { creditExhausted, watchCredit } from './ledger/credit.ts'
import { pricesOn } from './tariffs/price-list.ts'
import { tariffKind } from './tariffs/tariff.ts'

/** The operator wants no further instances of an account whose debt has reached its credit limit. */
export const creditLimitReached = failure({
  code: 'creditLimitReached',
  status: 200,
  form: 'envelope200',
  sentence: 'Credit limit reached: no instance can be created until the debt is paid',
  envelopeCode: 402,
})

/**
 * Locks an account's ledger and says from which moment on a new instance of it lives: `at`, or the last 00:00 whose
 * charge has begun when that is later. So whoever was created before a 00:00 is in the table when the night looks.
 * Throws `creditLimitReached`.
 */
export function* lifeBegins(input: { account: string; at: number }): Step<number> {
  const row = yield* lockAccount(input)
  if (yield* creditExhausted(row)) throw new Failure(creditLimitReached)
  return Math.max(input.at, midnightOf(row.night))
}

/** The same for the end of a life: an instance that a night has charged was not deleted before that night. */
export function* lifeEnds(input: { account: string; at: number }): Step<number> {
  const row = yield* lock(input.account)
  return row ? Math.max(input.at, midnightOf(row.night)) : input.at
}

export interface NewLife {
  instance: number
  account: string
  tariff: string
  /** What `lifeBegins` answered in this transaction. */
  at: number
}

/**
 * Charges the day on which an instance was made, when its tariff is paid by the day and the price list counts from
 * creation. What is booked is unique for the instance and day.
 */
export function* chargeFirstDay({ instance, account, tariff, at }: NewLife): Step<void> {
  if (tariffKind(tariff) !== 'partner') return
  const day = billingDayOf(at)
  const inForce = yield* pricesOn({ account, day })
  if (inForce?.first_day === 'midnight') return
  const price = inForce?.prices[tariff]?.day ?? 0
  const line: ChargeLine = { instance, day, tariff, price, cause: 'creation' }
  const amount = yield* addToMonth({ account, month: monthOf(day), lines: [line] })
  const seq = yield* appendTransaction({
    account,
    id: `first-${instance}`,
    kind: 'charge',
    day,
    at,
    reference: `instance ${instance}`,
    postings: [
      { book: 'receivable', amount },
      { book: 'revenue', amount: -amount },
    ],
    lines: [line],
  })
  yield* run(sql`
    insert into billing_day (instance, day, account, booked_at, cause, tariff, price, seq)
    values (${instance}, ${day}, ${account}, ${at}, 'creation', ${tariff}, ${price}, ${seq})`)
  const row = yield* lockAccount({ account, at })
  if (row.credit_limit !== null)
    yield* watchCredit({ row, balance: yield* balanceOf({ account }), event: `first-${instance}`, at })
}
