import { all, one, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf, dayAfter, daysOfMonth, monthOf } from '../billing-day.ts'
import { balanceOf } from '../ledger/append.ts'
import { billedAccount } from '../ledger/billing-account.ts'
import { roundMicro } from '../ledger/chain.ts'
import { paidBy } from '../payments/payment.ts'
import { pricesOn } from '../tariffs/price-list.ts'

/** What an account owes and will owe. Minor units. */
export interface AccountStanding {
  currency: string
  /** Negative: owed. */
  balance: number
  creditLimit: number | null
  /** What is still to be paid in advance for the first month; it stops nothing. */
  prepaidDue: number
  month: string
  /** Instance-days of the running month so far, net. */
  charged: number
  /** The whole month if the instances that live now live on, at the prices published by now, net. */
  forecast: number
  /** Instances that the next 00:00 would charge. */
  instances: number
}

/** The standing of an account at a moment. Throws `notBilled`. */
export function* accountStanding(input: { account: string; at: number }): Step<AccountStanding> {
  const { account, at } = input
  const row = yield* billedAccount({ account })
  const today = billingDayOf(at)
  const month = monthOf(today)
  const cost = yield* one<{ micro: number | bigint | null }>(sql`
    select sum(days * price) as micro from billing_month where account = ${account} and month = ${month}`)
  const living = yield* all<{ tariff: string; instances: number }>(sql`
    select tariff, count(*) as instances from instance
    where account = ${account} and deleted_at is null and tariff like 'PARTNER%' group by tariff`)
  const exact = BigInt(cost?.micro ?? 0)
  // a night that is late is yet to come
  const lastNight = row.night_done === 1 ? row.night : ''
  let ahead = 0n
  for (let day = firstAhead(lastNight, month, today); day < daysOfMonth(month).after; day = dayAfter(day)) {
    const inForce = yield* pricesOn({ account, day })
    for (const { tariff, instances } of living) ahead += BigInt(inForce?.prices[tariff]?.day ?? 0) * BigInt(instances)
  }
  return {
    currency: row.currency,
    balance: yield* balanceOf({ account }),
    creditLimit: row.credit_limit,
    prepaidDue: Math.max(0, row.prepaid - (yield* paidBy({ account }))),
    month,
    charged: roundMicro(exact),
    forecast: roundMicro(exact + ahead),
    instances: living.reduce((sum, { instances }) => sum + instances, 0),
  }
}

function firstAhead(lastNight: string, month: string, today: string): string {
  if (lastNight === '') return today
  const next = dayAfter(lastNight)
  const { first } = daysOfMonth(month)
  return next < first ? first : next
}
