import { all, list, one, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf, dayAfter, daysOfMonth, monthOf } from '../billing-day.ts'
import { currencyOf } from '../ledger/billing-account.ts'
import { unused, type Period } from '../tariffs/period.ts'
import { pricesOn } from '../tariffs/price-list.ts'

/** What deleting instances means for the bill of their account. */
export interface DeletionEffect {
  currency: string
  month: string
  /** Instance-days of theirs that the month has charged, and what they cost, millionths of a minor unit: both stay. */
  days: number
  charged: number
  /** What the next 00:00 would charge for them, millionths of a minor unit. */
  perDay: number
  /** How many are paid in advance beyond now, and what of it is not paid back, minor units. */
  prepaid: number
  unused: number
}

/** What deleting some of an account's instances at `at` would do; those that are gone count for nothing. */
export function* deletionEffect(input: {
  account: string
  instances: readonly number[]
  at: number
}): Step<DeletionEffect> {
  const { account, instances, at } = input
  const today = billingDayOf(at)
  const month = monthOf(today)
  const nothing = { currency: yield* currencyOf({ account, at }), month, days: 0, charged: 0 }
  if (instances.length === 0) return { ...nothing, perDay: 0, prepaid: 0, unused: 0 }
  const going = sql`select id from instance
    where account = ${account} and deleted_at is null and id in ${list(instances)}`
  const { first, after } = daysOfMonth(month)
  const charged = yield* one<{ days: number; charged: number }>(sql`
    select count(*) as days, cast(coalesce(sum(price), 0) as bigint) as charged from billing_day
    where day >= ${first} and day < ${after} and instance in (${going})`)
  const inForce = yield* pricesOn({ account, day: dayAfter(today) })
  const tariffs = yield* all<{ tariff: string; instances: number }>(sql`
    select tariff, count(*) as instances from instance
    where tariff like 'PARTNER%' and id in (${going}) group by tariff`)
  const perDay = tariffs.reduce((sum, one) => sum + (inForce?.prices[one.tariff]?.day ?? 0) * one.instances, 0)
  const periods = yield* all<Period>(sql`
    select from_at, until_at, paid from business_period where until_at > ${at} and instance in (${going})`)
  const left = periods.reduce((sum, period) => sum + unused(period, at), 0)
  return { ...nothing, ...charged, perDay, prepaid: periods.length, unused: left }
}
