import { all, one, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf, dayAfter, daysOfMonth, monthOf } from '../billing-day.ts'
import { balanceOf } from '../ledger/append.ts'
import { billedAccount, currencyOf, findBillingAccount } from '../ledger/billing-account.ts'
import { roundMicro } from '../ledger/chain.ts'
import { paidBy } from '../payments/payment.ts'
import { pricesOn, type FirstDay } from '../tariffs/price-list.ts'
import { tariffKind } from '../tariffs/tariff.ts'

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
  const { account } = input
  const row = yield* billedAccount({ account })
  const { month, living, exact, ahead } = yield* monthOfAccount(input)
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

/** What further instances do to the running month of an account. */
export interface CreationEffect {
  currency: string
  /** What one costs a day at today's prices, millionths of a minor unit; 0: nothing. */
  perDay: number
  firstDay: FirstDay
  /** What creating them charges at once, minor units. */
  charged: number
  month: string
  /** The whole month without them and with them, minor units. */
  forecast: number
  forecastThen: number
  /** How many of them may be created until a used-up credit limit refuses the next. */
  withinCredit: number
}

/** What `instances` more of a tariff would do, created at `at`; the account need not be billed yet. */
export function* creationEffect(input: {
  account: string
  tariff: string
  instances: number
  at: number
}): Step<CreationEffect> {
  const { account, tariff, instances, at } = input
  const row = yield* findBillingAccount({ account })
  const today = billingDayOf(at)
  const inForce = yield* pricesOn({ account, day: today })
  const byDay = tariffKind(tariff) === 'partner'
  const perDay = byDay ? (inForce?.prices[tariff]?.day ?? 0) : 0
  const firstDay = inForce?.first_day ?? 'creation'
  const atOnce = BigInt(firstDay === 'creation' ? perDay : 0)
  const { month, exact, ahead } = yield* monthOfAccount(input)
  let later = 0n
  const { after } = daysOfMonth(month)
  if (byDay)
    for (let day = dayAfter(today); day < after; day = dayAfter(day))
      later += BigInt((yield* pricesOn({ account, day }))?.prices[tariff]?.day ?? 0)
  const chargedFor = (many: number) => roundMicro(exact + atOnce * BigInt(many)) - roundMicro(exact)
  const balance = yield* balanceOf({ account })
  const limit = row?.refuse_over_limit === 1 ? row.credit_limit : null
  const room = limit === null ? Number.POSITIVE_INFINITY : limit + balance
  let withinCredit = 0
  while (withinCredit < instances && chargedFor(withinCredit) < room) withinCredit += 1
  return {
    currency: yield* currencyOf({ account, at }),
    perDay,
    firstDay,
    charged: chargedFor(instances),
    month,
    forecast: roundMicro(exact + ahead),
    forecastThen: roundMicro(exact + ahead + (atOnce + later) * BigInt(instances)),
    withinCredit,
  }
}

/** The running month of an account in millionths: what is charged, and what is ahead if all that lives lives on. */
function* monthOfAccount({ account, at }: { account: string; at: number }) {
  const row = yield* findBillingAccount({ account })
  const today = billingDayOf(at)
  const month = monthOf(today)
  const cost = yield* one<{ micro: number | bigint | null }>(sql`
    select sum(days * price) as micro from billing_month where account = ${account} and month = ${month}`)
  const living = yield* all<{ tariff: string; instances: number }>(sql`
    select tariff, count(*) as instances from instance
    where account = ${account} and deleted_at is null and tariff like 'PARTNER%' group by tariff`)
  // a night that is late is yet to come
  const lastNight = row?.night_done === 1 ? row.night : ''
  let ahead = 0n
  for (let day = firstAhead(lastNight, month, today); day < daysOfMonth(month).after; day = dayAfter(day)) {
    const inForce = yield* pricesOn({ account, day })
    for (const { tariff, instances } of living) ahead += BigInt(inForce?.prices[tariff]?.day ?? 0) * BigInt(instances)
  }
  return { month, living, exact: BigInt(cost?.micro ?? 0), ahead }
}

function firstAhead(lastNight: string, month: string, today: string): string {
  if (lastNight === '') return today
  const next = dayAfter(lastNight)
  const { first } = daysOfMonth(month)
  return next < first ? first : next
}
