const UTC_PLUS_3 = 3 * 60 * 60 * 1000
const DAY = 24 * 60 * 60 * 1000

/** The billing day a moment belongs to: its date in UTC+3, `YYYY-MM-DD` (partner.md section 6). */
export function billingDayOf(at: number): string {
  return new Date(at + UTC_PLUS_3).toISOString().slice(0, 10)
}

/** The instant at which a billing day begins, milliseconds since 1970. */
export function midnightOf(day: string): number {
  return Date.parse(`${day}T00:00:00+03:00`)
}

/** The billing day after another. */
export function dayAfter(day: string): string {
  return billingDayOf(midnightOf(day) + DAY)
}

/** The calendar month of a billing day, `YYYY-MM`. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

/** The first billing day of a month and of the month after it. */
export function daysOfMonth(month: string): { first: string; after: string } {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const after = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
  return { first: `${month}-01`, after }
}

/** How many billing days begin after `from` and not after `to`. */
export function billingDaysBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to + UTC_PLUS_3) / DAY) - Math.floor((from + UTC_PLUS_3) / DAY))
}

/**
 * The end of what an instance on a partner tariff has been charged for: creation, a day, and a day for each midnight
 * (UTC+3) lived through; a deleted one keeps what it had (partner.md section 6, "Metering in detail"). It is computed
 * from the life alone, so a late night cannot make it late.
 */
export function paidUntil(life: { created_at: number; deleted_at: number | null }, now: number): number {
  return life.created_at + DAY + billingDaysBetween(life.created_at, life.deleted_at ?? now) * DAY
}
