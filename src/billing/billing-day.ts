import { run, sql, type Step } from '../store/port/operation.ts'

const UTC_PLUS_3 = 3 * 60 * 60 * 1000
const DAY = 24 * 60 * 60 * 1000

/** The billing day a moment belongs to: its date in UTC+3, `YYYY-MM-DD` (partner.md section 6). */
export function billingDayOf(at: number): string {
  return new Date(at + UTC_PLUS_3).toISOString().slice(0, 10)
}

/** How many billing days begin after `from` and not after `to`. */
export function billingDaysBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to + UTC_PLUS_3) / DAY) - Math.floor((from + UTC_PLUS_3) / DAY))
}

export interface BillingDayBooking {
  instance: number
  account: string
  /** Milliseconds since 1970; its day in UTC+3 is booked. */
  at: number
  /** `creation` or `midnight`. */
  cause: string
}

/** Books the day of `at` for an instance. False when that day was booked before: whoever comes second charges nothing. */
export function* bookBillingDay({ instance, account, at, cause }: BillingDayBooking): Step<boolean> {
  const booked = yield* run(sql`
    insert into billing_day (instance, day, account, booked_at, cause)
    values (${instance}, ${billingDayOf(at)}, ${account}, ${at}, ${cause})
    on conflict (instance, day) do nothing`)
  return booked === 1
}
