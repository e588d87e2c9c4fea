import { silentLog } from '../../src/base/log.ts'
import { drawInvoice, invoicesOf, type InvoiceDocument } from '../../src/billing/invoices/draw.ts'
import { setTerms } from '../../src/billing/invoices/party.ts'
import { balanceOf } from '../../src/billing/ledger/append.ts'
import { verifyLedger } from '../../src/billing/ledger/verify.ts'
import { chargeMissedNights } from '../../src/billing/nightly/run.ts'
import { recordPayment } from '../../src/billing/payments/payment.ts'
import { publishPrices, type FirstDay } from '../../src/billing/tariffs/price-list.ts'
import { MoneyWorld } from '../../src/billing/world.spec-suite.ts'
import { call, testClock, testWorld } from '../../src/instances/world.spec-suite.ts'
import { instanceTokenSeal } from '../../src/instances/settings-store.ts'
import { getInstances } from '../../src/partners/methods/getInstances.ts'
import { issuePartnerToken } from '../../src/partners/partner-tokens.ts'
import type { MaintainedStore } from '../../src/store/port/store.ts'
import { expiration, recompute, type RecordedLife } from './recompute.mjs'

const DAY = 86_400_000
const START = Date.parse('2026-01-01T00:00:00+03:00')
const DAYS = 365

/** How large the year is. */
export interface YearSize {
  partners: number
  instances: number
  /** From 0 to 1, exclusive; seeded by the caller. */
  random: () => number
}

interface Partner {
  account: string
  token: string
  lives: (RecordedLife & { id: number })[]
  prices: { from: string; micro: number; firstDay: FirstDay }[]
  taxRate: number
  paid: number
}

interface Happening {
  at: number
  act(): Promise<void>
}

/** What does not match, as sentences; and how much was compared. */
export interface YearReport {
  faults: string[]
  instances: number
  invoices: number
  kills: number
}

/**
 * Plays a year of creations and deletions at random instants, also within a second of 00:00, with three missed nights
 * and every nightly run ended after a random number of its steps and begun again; then compares every balance,
 * invoice and expirationDate with the recomputation.
 */
export async function playYear(store: MaintainedStore, size: YearSize): Promise<YearReport> {
  const { random } = size
  const year = new Year(store, random)
  for (let i = 0; i < size.partners; i++) await year.addPartner(`year-${i}`)
  const happenings: Happening[] = []
  for (let i = 0; i < size.instances; i++) happenings.push(...year.life())
  const missed = new Set(Array.from({ length: 3 }, () => Math.floor(random() * DAYS)))
  for (let day = 1; day <= DAYS; day++) {
    const at = START + day * DAY + Math.floor(random() * 1_800_000)
    if (!missed.has(day) || day === DAYS) happenings.push({ at, act: () => year.night(at) })
  }
  for (let month = 2; month <= 12; month++) {
    const at = START + (month - 1) * 30.4 * DAY
    happenings.push({ at, act: async () => void (await year.compareLists(at)) })
  }
  for (const { act } of happenings.sort((a, b) => a.at - b.at)) await act()
  return await year.compare(START + DAYS * DAY + 3_600_000)
}

class Year {
  private readonly money: MoneyWorld
  private readonly world: ReturnType<typeof testWorld>
  private readonly partners: Partner[] = []
  private readonly faults: string[] = []
  private kills = 0
  private deeds = 0
  private readonly store: MaintainedStore
  private readonly random: () => number

  constructor(store: MaintainedStore, random: () => number) {
    this.store = store
    this.random = random
    this.world = testWorld(store)
    const { keyring } = this.world
    this.money = new MoneyWorld(store, (id) => keyring.seal(Buffer.from('ab'.repeat(25)), instanceTokenSeal(id)))
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  private deed(at: number) {
    return { id: `deed-${(this.deeds += 1)}`, actor: 'operator/test', at }
  }

  async addPartner(account: string): Promise<void> {
    const firstDay: FirstDay = this.random() < 0.7 ? 'creation' : 'midnight'
    const micro = 1 + this.below(60_000_000)
    await this.money.partner(account, { PARTNER_23: { day: micro } }, firstDay)
    const taxRate = this.below(2500)
    await this.store.write(setTerms, { account, taxRate, deed: this.deed(START) })
    const { token } = await issuePartnerToken(this.world, {
      account,
      name: 'year',
      deed: this.deed(START),
    })
    const prices: Partner['prices'] = [{ from: '2020-01-01', micro, firstDay }]
    for (const from of ['2026-04-17', '2026-09-01']) {
      const later = { from, micro: 1 + this.below(60_000_000), firstDay }
      prices.push(later)
      const version = { list: `list-${account}`, validFrom: from, firstDay: later.firstDay, deed: this.deed(1) }
      const priced = { PARTNER_23: { day: later.micro } }
      await this.store.write(publishPrices, { ...version, prices: priced, today: '2026-01-01' })
    }
    this.partners.push({ account, token, lives: [], prices, taxRate, paid: 0 })
  }

  /** An instant of the year; one in three lies within a second of a 00:00. */
  private instant(from: number): number {
    const at = from + this.random() * (START + DAYS * DAY - 1 - from)
    if (this.random() > 0.33) return Math.floor(at)
    const midnight = START + Math.round((at - START) / DAY) * DAY
    return Math.max(from, Math.min(midnight + this.below(2001) - 1000, START + DAYS * DAY - 1))
  }

  life(): Happening[] {
    const partner = this.partners[this.below(this.partners.length)]
    if (!partner) throw new Error('no partner')
    const created = this.instant(START)
    const deleted = this.random() < 0.6 ? this.instant(created) : null
    const life = { id: 0, created, deleted }
    partner.lives.push(life)
    const create = async () => {
      life.id = await this.money.create(partner.account, created)
      if (this.random() < 0.05) await this.pay(partner, created)
    }
    const remove = async () => {
      if (!(await this.money.delete(partner.account, life.id, deleted ?? 0))) throw new Error('was not deleted')
    }
    const born = { at: created, act: create }
    return deleted === null ? [born] : [born, { at: deleted, act: remove }]
  }

  private async pay(partner: Partner, at: number): Promise<void> {
    const amount = 1 + this.below(5000)
    partner.paid += amount
    const { account } = partner
    const external = `pay-${(this.deeds += 1)}`
    const money = { account, amount, currency: 'EUR', source: 'operator', external, reference: external }
    await this.store.write(recordPayment, { ...money, deed: this.deed(at) })
  }

  /** The nightly run, ended after a few of its steps as often as chance wants, then run to its end. */
  async night(at: number): Promise<void> {
    const clock = { now: () => at, sleepUntil: () => Promise.resolve() }
    const world = { store: this.store, clock, log: silentLog }
    const batch = 1 + this.below(40)
    for (let kills = 1 + this.below(2); kills >= 0; kills--) {
      const ending = new AbortController()
      let left = 1 + this.below(this.partners.length * 2)
      const onStep = () => {
        if (kills > 0 && --left <= 0) ending.abort()
      }
      await chargeMissedNights(world, { holder: 'year', batch, signal: ending.signal, onStep })
      if (kills > 0) this.kills += 1
    }
  }

  async compareLists(at: number): Promise<number> {
    let compared = 0
    const clock = testClock(at)
    for (const { token, lives } of this.partners) {
      const known = new Map(lives.map((life) => [life.id, life]))
      const listed = await call(getInstances, { ...this.world, clock }, { credentials: { token }, query: {} })
      for (const row of listed as { idInstance: number; expirationDate: string; isExpired: boolean }[]) {
        const life = known.get(row.idInstance)
        const seen = life && { ...life, deleted: life.deleted !== null && life.deleted <= at ? life.deleted : null }
        if (!seen || row.expirationDate !== expiration(seen, at) || row.isExpired)
          this.faults.push(`instance ${row.idInstance} has another expirationDate`)
        compared += 1
      }
    }
    return compared
  }

  async compare(until: number): Promise<YearReport> {
    const instances = await this.compareLists(until)
    let invoices = 0
    for (const partner of this.partners) {
      const { account } = partner
      const wanted = recompute({ ...partner, until })
      const balance = await this.store.read(balanceOf, { account })
      if (balance !== wanted.balance) this.faults.push(`${account}: balance ${balance}, not ${wanted.balance}`)
      if (await this.store.write(drawInvoice, { account, month: '2026-12', at: until }))
        this.faults.push(`${account}: an invoice was not drawn by itself`)
      const drawn = await this.store.read(invoicesOf, { account, after: '', limit: 100 })
      const said = drawn.map(({ month, net, tax, document }) => {
        const { lines } = JSON.parse(document) as InvoiceDocument
        return { month, days: lines.reduce((sum, { days }) => sum + days, 0), net, tax }
      })
      if (JSON.stringify(said) !== JSON.stringify(wanted.invoices)) this.faults.push(`${account}: other invoices`)
      invoices += drawn.length
      const { faults } = await verifyLedger(this.store, account)
      this.faults.push(...faults.map(({ seq, fault }) => `${account} ${seq}: ${fault}`))
    }
    return { faults: this.faults, instances, invoices, kills: this.kills }
  }
}
