import { failure, Failure } from '../../base/errors.ts'
import { one, run, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf } from '../billing-day.ts'
import { appendTransaction, balanceOf } from '../ledger/append.ts'
import { lockAccount } from '../ledger/billing-account.ts'
import { pricesOn } from './price-list.ts'
import { tariffKind } from './tariff.ts'

/** Instances paid by the day are made and deleted, never moved to or from another tariff. */
export const tariffFixed = failure({
  code: 'tariffFixed',
  status: 409,
  form: 'problem',
  sentence:
    'The tariff of this instance cannot change: nothing becomes Partner after creation, and a Partner instance stays it. Delete the instance and create it anew.',
})

export const periodUnpriced = failure({
  code: 'periodUnpriced',
  status: 409,
  form: 'problem',
  sentence: 'The price list of the account has no price for this tariff.',
})

/** Periods are paid in advance, from the account's balance. */
export const balanceTooLow = failure({
  code: 'balanceTooLow',
  status: 402,
  form: 'problem',
  sentence: 'The balance of the account does not cover the period. Pay first, then renew.',
})

/** Nothing else is paid than what was shown. */
export const quoteChanged = failure({
  code: 'quoteChanged',
  status: 409,
  form: 'problem',
  sentence: 'What was shown is not what it comes to now. Ask for the quote again; the present one is in `detail`.',
})

/** An act that is paid in advance. `renew` begins where the paid time ends; `change` begins now and gives the rest back. */
export interface PeriodRequest {
  instance: number
  account: string
  /** What the instance has now. */
  tariff: string
  expiresAt: number
  /** What it shall have; a Business tariff. */
  to: string
  months: number
  act: 'renew' | 'change'
  at: number
}

/** What an act comes to, in minor units, and until when is paid then. */
export interface PeriodQuote {
  price: number
  /** What is given back for the time that was paid and not used. */
  remainder: number
  from: number
  until: number
}

/** What whoever pays was shown. */
export interface ShownQuote {
  /** Minor units: the price less the remainder. */
  due: number
  /** End of the paid time before the act, seconds since 1970; absent for an instance that is made by it. */
  expiresAt?: number
}

/** The time that an instance is paid for, and what was paid for it. */
export interface Period {
  from_at: number
  until_at: number
  paid: number
}

/**
 * What a period would cost. Throws `tariffFixed` or `periodUnpriced`. The remainder is the unused part of what was paid,
 * to the millisecond, rounded down.
 */
export function* quotePeriod(request: PeriodRequest): Step<PeriodQuote> {
  const { instance, account, tariff, to, months, act, at, expiresAt } = request
  const [now, wanted] = [tariffKind(tariff), tariffKind(to)]
  if (wanted !== 'business' || now === 'partner' || (now === 'developer' && act === 'renew'))
    throw new Failure(tariffFixed)
  const inForce = yield* pricesOn({ account, day: billingDayOf(at) })
  const month = inForce?.prices[to]?.month
  if (month === undefined) throw new Failure(periodUnpriced)
  const price = month * months
  if (act === 'renew') {
    const from = Math.max(expiresAt, at)
    return { price, remainder: 0, from, until: monthsAfter(from, months) }
  }
  const period = yield* one<Period>(sql`
    select from_at, until_at, paid from business_period where instance = ${instance}`)
  return { price, remainder: period ? unused(period, at) : 0, from: at, until: monthsAfter(at, months) }
}

/** What of a period is not used yet, minor units, rounded down. */
export function unused({ from_at, until_at, paid }: Period, at: number): number {
  if (at >= until_at) return 0
  const left = BigInt(until_at - Math.max(at, from_at))
  return Number((BigInt(paid) * left) / BigInt(until_at - from_at))
}

/** The same clock time some months later; the last day of a month where it has no such day. */
export function monthsAfter(at: number, months: number): number {
  const from = new Date(at)
  const year = from.getUTCFullYear()
  const month = from.getUTCMonth() + months
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(from.getUTCDate(), last)) + (at % 86_400_000)
}

/**
 * Pays a period and books it; what was booked. The caller sets tariff and expiry of the instance in the same
 * transaction. `id` names the act: the same one is booked once, by the table's refusal. Throws what `quotePeriod` does,
 * `balanceTooLow`, and `quoteChanged` when `shown` is something else: so whoever asks twice pays once.
 */
export function* payPeriod(request: PeriodRequest & { id: string; shown?: ShownQuote }): Step<PeriodQuote> {
  const { instance, account, at, id, months, act, shown, expiresAt } = request
  yield* lockAccount({ account, at })
  const quote = yield* quotePeriod(request)
  const { price, remainder, from, until } = quote
  const moved = shown?.expiresAt !== undefined && shown.expiresAt !== Math.floor(expiresAt / 1000)
  if (shown && (moved || shown.due !== price - remainder)) throw new Failure(quoteChanged, { detail: { ...quote } })
  if ((yield* balanceOf({ account })) + remainder < price) throw new Failure(balanceTooLow)
  const day = billingDayOf(at)
  const entry = { account, day, at, reference: `instance ${instance}, ${months} months` }
  if (remainder > 0)
    yield* appendTransaction({
      ...entry,
      id: `refund-${id}`,
      kind: 'refund',
      postings: [
        { book: 'receivable', amount: -remainder },
        { book: 'revenue', amount: remainder },
      ],
    })
  yield* appendTransaction({
    ...entry,
    id: `period-${id}`,
    kind: 'period',
    postings: [
      { book: 'receivable', amount: price },
      { book: 'revenue', amount: -price },
    ],
  })
  yield* keepPeriod({ instance, act, from, until, months, price, at })
  return quote
}

// a renewal adds to the running period, so that a later change gives back what is unused of both
function* keepPeriod(input: {
  instance: number
  act: 'renew' | 'change'
  from: number
  until: number
  months: number
  price: number
  at: number
}): Step<void> {
  const { instance, act, from, until, months, price, at } = input
  const running = yield* one<Period>(sql`
    select from_at, until_at, paid from business_period where instance = ${instance} and until_at > ${at}`)
  const adds = act === 'renew' && running
  const begin = adds ? at : from
  const paid = adds ? unused(running, at) + price : price
  yield* run(sql`
    insert into business_period (instance, from_at, until_at, months, paid)
    values (${instance}, ${begin}, ${until}, ${months}, ${paid})
    on conflict (instance) do update set from_at = excluded.from_at, until_at = excluded.until_at,
      months = excluded.months, paid = excluded.paid`)
}
