// Verifies a statement of the partner programme offline: node verify-statement.mjs page1.json [page2.json …] [--earlier old.json …]
// The files are answers of getStatement, all pages of one month; after --earlier, one that was downloaded before.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const DAY = 86_400_000
const dayOf = (at) => new Date(at + DAY / 8).toISOString().slice(0, 10)
const sha256 = (text) => createHash('sha256').update(text).digest('hex')
const round = (micro) => (micro + 500_000n) / 1_000_000n
export const joined = ([first, ...rest]) => ({
  ...first,
  instances: [first, ...rest].flatMap(({ instances }) => instances),
  transactions: [first, ...rest].flatMap(({ transactions }) => transactions),
})

/** What is wrong with a statement: sentences, none when all is well. */
export function faultsOf(statement, earlier) {
  const faults = [...chainFaults(statement), ...dayFaults(statement), ...amountFaults(statement)]
  if (!earlier) return faults
  const { seq, hash } = earlier.closing
  const now = [statement.opening, ...statement.transactions].find((one) => one.seq === seq)
  if (now && now.hash !== hash)
    faults.push(`history before transaction ${seq} was rewritten since the earlier statement`)
  if (!now) faults.push(`transaction ${seq} of the earlier statement is not there any more`)
  return faults
}

function chainFaults({ account, opening, closing, transactions }) {
  const faults = []
  let { seq, hash, balance } = opening
  for (const one of transactions) {
    const { id, kind, day, at, reference, corrects, postings, lines, digest } = one
    if (one.seq !== ++seq) faults.push(`a transaction is missing before ${one.seq}`)
    if (one.prev !== hash) faults.push(`transaction ${one.seq} does not follow the one before it`)
    const said = lines.map((l) => `${l.instance} ${day} ${l.tariff} ${l.price} ${l.cause}\n`).join('')
    if (digest !== (said === '' ? '' : sha256(said)))
      faults.push(`the lines of ${one.seq} are not those it was booked with`)
    const sides = postings.map(({ book, amount }) => [book, amount])
    const content = [one.prev, account, one.seq, id, kind, day, at, reference, corrects, sides, lines.length, digest]
    if (one.hash !== sha256(JSON.stringify(content))) faults.push(`the hash of ${one.seq} is not that of its content`)
    if (postings.reduce((sum, side) => sum + side.amount, 0) !== 0) faults.push(`${one.seq} does not sum to zero`)
    for (const { book, amount } of postings) if (book === 'receivable') balance -= amount
    hash = one.hash
  }
  if (seq !== closing.seq || hash !== closing.hash) faults.push('the chain does not end where the statement says')
  if (balance !== closing.balance) faults.push('the postings do not lead to the closing balance')
  return faults
}

/** Every instance-day of the month: once, at its price, and for a life that reached it. */
function dayFaults({ month, chargedThrough, prices, instances, transactions }) {
  const faults = []
  const inForce = (day) => prices.findLast(({ from }) => from <= day)
  const expected = new Map()
  for (const { idInstance, tariff, created, deleted } of instances) {
    const [price, born] = [(day) => inForce(day)?.prices[tariff]?.day ?? 0, dayOf(created)]
    if (born.startsWith(month) && inForce(born)?.firstDay !== 'midnight')
      expected.set(`${idInstance} ${born}`, price(born))
    for (let at = Date.parse(`${born}T00:00:00+03:00`) + DAY; at <= (deleted ?? Infinity); at += DAY) {
      const day = dayOf(at)
      if (at > Date.parse(`${chargedThrough}T00:00:00+03:00`) + DAY || day.slice(0, 7) > month) break
      if (day.startsWith(month)) expected.set(`${idInstance} ${day}`, price(day))
    }
  }
  for (const { day, lines } of transactions.filter((one) => one.day.startsWith(month)))
    for (const { instance, price } of lines) {
      const key = `${instance} ${day}`
      if (!expected.has(key)) faults.push(`instance ${instance} is charged for ${day} twice, or did not live then`)
      else if (expected.get(key) !== price) faults.push(`instance ${instance} has another price on ${day}`)
      expected.delete(key)
    }
  // a night that is under way is charged in part
  const missing = [...expected.keys()].filter((key) => key.split(' ')[1] <= chargedThrough)
  return [...faults, ...missing.map((key) => `the line of instance ${key.replace(' ', ' for ')} is missing`)]
}

// a month's amounts are the steps of its exact sum, rounded half up
function amountFaults({ month, transactions }) {
  let exact = 0n
  const faults = []
  for (const { seq, lines, postings } of transactions.filter((one) => one.lines.length && one.day.startsWith(month))) {
    const before = exact
    for (const { price } of lines) exact += BigInt(price)
    const amount = postings.find(({ book }) => book === 'receivable')?.amount ?? 0
    if (BigInt(amount) !== round(exact) - round(before)) faults.push(`the amount of ${seq} is not that of its lines`)
  }
  return faults
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = process.argv.slice(2)
  const cut = files.includes('--earlier') ? files.indexOf('--earlier') : files.length
  const read = (names) => joined(names.map((name) => JSON.parse(readFileSync(name, 'utf8'))))
  const faults = faultsOf(read(files.slice(0, cut)), cut < files.length ? read(files.slice(cut + 1)) : undefined)
  for (const fault of faults) console.error(fault)
  console.log(faults.length === 0 ? 'The statement is right.' : `${faults.length} faults`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
