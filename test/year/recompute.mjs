/**
 * What a partner owes, computed from lives and prices alone. Written from the formula of the contract (metering: a charge
 * at creation, then one at each 00:00 UTC+3 while created and not deleted) and of the published rounding rule; it
 * shares no code with the product.
 */
const HOUR = 3_600_000

/** The UTC+3 midnights after `from`, up to and including `to`, as dates `YYYY-MM-DD`. */
function midnights(from, to) {
  const dates = []
  const start = new Date(from)
  // 00:00 UTC+3 is 21:00 UTC of the day before
  let at = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() - 1, 21)
  while (at <= from) at += 24 * HOUR
  for (; at <= to; at += 24 * HOUR) dates.push(dateOf(at))
  return dates
}

const dateOf = (at) => new Date(at + 3 * HOUR).toISOString().slice(0, 10)

/** The dates on which a life is charged up to `until`, ascending. */
export function chargedDates({ created, deleted }, firstDay, until) {
  const first = firstDay === 'creation' ? [dateOf(created)] : []
  return [...first, ...midnights(created, Math.min(deleted ?? until, until))]
}

/** `lives`: {created, deleted|null}; `prices`: [{from, micro, firstDay}] ascending; figures up to the instant `until`. */
export function recompute({ lives, prices, taxRate, paid, until }) {
  const months = new Map()
  const priceOn = (date) => prices.findLast(({ from }) => from <= date)
  const charge = (date) => {
    const month = date.slice(0, 7)
    const sum = months.get(month) ?? { days: 0, micro: 0n }
    months.set(month, { days: sum.days + 1, micro: sum.micro + BigInt(priceOn(date).micro) })
  }
  for (const life of lives) {
    const { firstDay } = priceOn(dateOf(life.created))
    for (const date of chargedDates(life, firstDay, until)) charge(date)
  }
  const running = dateOf(until).slice(0, 7)
  const invoices = []
  let owed = 0
  for (const [month, { days, micro }] of [...months].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const net = Number(micro / 1_000_000n) + (micro % 1_000_000n >= 500_000n ? 1 : 0)
    owed += net
    if (month >= running || net === 0) continue
    const tax = Math.floor((net * taxRate + 5000) / 10_000)
    owed += tax
    invoices.push({ month, days, net, tax })
  }
  return { balance: paid - owed, invoices }
}

/** The end of the paid time: creation, a day, and a day for each 00:00 lived through; the clock time of creation stays. */
export function expiration({ created, deleted }, now) {
  const days = 1 + midnights(created, deleted ?? now).length
  return new Date(created + days * 24 * HOUR).toISOString().slice(0, 19)
}
