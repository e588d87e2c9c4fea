import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { setTerms } from '../../src/billing/invoices/party.ts'
import { balanceOf } from '../../src/billing/ledger/append.ts'
import type { FirstDay } from '../../src/billing/tariffs/price-list.ts'
import { MoneyWorld } from '../../src/billing/world.spec-suite.ts'
import type { MaintainedStore } from '../../src/store/port/store.ts'
import type { TestStore } from '../database.ts'
import type { Random } from '../random.ts'
import { chargedDates, recompute, type RecordedLife } from '../year/recompute.mjs'

const DAY = 86_400_000
const ENTRY = fileURLToPath(new URL('../../bin/rookery.mjs', import.meta.url))

/** How large the nights are. */
export interface NightSize {
  /** Nights that nobody has charged when the first run begins. */
  nights: number
  accounts: number
  /** Instances of each account. */
  instances: number
  /** Instances of one account more, enough for several transactions a night. */
  large: number
  kills: number
}

/** What does not match, as sentences; and what happened. */
export interface NightReport {
  faults: string[]
  kills: number
  /** Kills that struck a run which had booked something. */
  midway: number
  /** Kills that struck two runs side by side. */
  double: number
  days: number
}

interface Account {
  account: string
  firstDay: FirstDay
  micro: number
  taxRate: number
  lives: (RecordedLife & { id: number })[]
}

/**
 * Gives `rookery bill run` to an installation that missed some nights and kills it (SIGKILL) after a random number of its
 * transactions, as often as `size` says, sometimes beside a second run; then lets it end, and compares every
 * instance-day, balance and the ledger with what lives and prices say.
 */
export async function killNights(engine: TestStore, store: MaintainedStore, size: NightSize, random: Random) {
  const nights = new Nights(engine, store, random)
  await nights.seed(size)
  for (let left = size.kills; left > 0; left--) await nights.strike(left)
  await nights.finish()
  return await nights.compare()
}

class Nights {
  private readonly world: MoneyWorld
  private readonly accounts: Account[] = []
  private readonly report: NightReport = { faults: [], kills: 0, midway: 0, double: 0, days: 0 }
  private readonly env: Record<string, string>
  private readonly begin = Date.now()
  private start = 0
  private wanted = 0
  private readonly store: MaintainedStore
  private readonly random: Random

  constructor(engine: TestStore, store: MaintainedStore, random: Random) {
    this.store = store
    this.random = random
    this.world = new MoneyWorld(store)
    const place = engine.place()
    const where = engine.name === 'embedded' ? { ROOKERY_DATA: place } : { DATABASE_URL: place }
    this.env = { PATH: process.env['PATH'] ?? '', ROOKERY_LOG: 'warn', ...where }
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  async seed({ nights, accounts, instances, large }: NightSize): Promise<void> {
    const today = Math.floor((this.begin + 3 * 3_600_000) / DAY) * DAY - 3 * 3_600_000
    this.start = today - nights * DAY
    this.wanted = nights * (accounts + Math.ceil((large + 1) / 5000))
    for (let i = 0; i < accounts; i++) {
      const made = await this.account(`night-${i}`, this.random() < 0.5 ? 'creation' : 'midnight')
      await Promise.all(Array.from({ length: instances }, () => this.life(made)))
    }
    await this.largeAccount(large)
  }

  private async account(account: string, firstDay: FirstDay): Promise<Account> {
    const micro = 1 + this.below(60_000_000)
    const taxRate = this.below(2500)
    await this.world.partner(account, { PARTNER_23: { day: micro } }, firstDay)
    await this.store.write(setTerms, { account, taxRate, deed: { id: account, actor: 'test', at: this.start + 1 } })
    const made: Account = { account, firstDay, micro, taxRate, lives: [] }
    this.accounts.push(made)
    return made
  }

  private async life({ account, lives }: Account): Promise<void> {
    const created = this.start + 1 + this.below(this.begin - this.start - 1)
    const deleted = this.random() < 0.4 ? created + this.below(this.begin - created) : null
    const id = await this.world.create(account, created)
    if (deleted !== null) await this.world.delete(account, id, deleted)
    lives.push({ id, created, deleted })
  }

  /** One account whose night needs more than one transaction: rows made at once, all born before the first night. */
  private async largeAccount(size: number): Promise<void> {
    const { account, lives } = await this.account('night-large', 'midnight')
    const created = this.start + 1000
    const first = 7_104_000_001
    await this.world.change(`
      insert into instance (id, account, prefix, name, messenger, network, tariff, token_hash, token_sealed, settings,
        proxy_sealed, state, state_reason, state_since, phone, lid, push_name, device_id, linked_at, restricted_until,
        created_at, deleted_at, erased_at, expires_at, revision)
      with recursive t(i) as (select 0 union all select i + 1 from t where i + 1 < ${size})
      select ${first} + i, '${account}', '7103', '', 'whatsapp', 'sandbox', 'PARTNER_23', 'large-' || i,
        (select token_sealed from instance limit 1), '{}', null, 'authorized', '', 1, null, null, '', '', null, null,
        ${created}, null, null, ${created + DAY}, 1000000 + i from t`)
    for (let i = 0; i < size; i++) lives.push({ id: first + i, created, deleted: null })
  }

  /** One kill after a random number of transactions, so that those that are left may hold out for the kills to come. */
  async strike(left: number): Promise<void> {
    await this.passLease()
    const before = await this.booked()
    const goal = before + this.below(Math.max(1, (2 * (this.wanted - before)) / (left + 1)))
    const runs = [this.run()]
    // two at a time come last: passing the lease on waits for the first one's turn at the database, which may do it all
    if (left <= 3 && this.random() < 0.8) {
      await this.until(goal, runs)
      await this.passLease()
      runs.push(this.run())
      await this.until(goal + 1 + this.below(5), runs)
      this.report.double += 1
    } else await this.until(goal, runs)
    for (const { child, ended } of runs) {
      child.kill('SIGKILL')
      await ended
    }
    this.report.kills += 1
    if ((await this.booked()) > before) this.report.midway += 1
  }

  /** What half a minute does: the lease of a killed run is over. */
  private async passLease(): Promise<void> {
    await this.world.change('update job_lease set until = 0')
  }

  /** Resolves once `goal` transactions are booked or every run has ended. */
  private async until(goal: number, runs: readonly { child: ChildProcess }[]): Promise<void> {
    while ((await this.booked()) < goal && runs.some(({ child }) => child.exitCode === null)) await sleep(1)
  }

  private async booked(): Promise<number> {
    const [row] = await this.world.rows(`select count(*) as n from ledger_transaction where kind = 'night'`)
    return Number(row?.['n'])
  }

  private run(...words: string[]): { child: ChildProcess; ended: Promise<unknown>; out(): string } {
    const given = words.length > 0 ? words : ['bill', 'run']
    const child = spawn(process.execPath, [ENTRY, ...given], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] })
    let heard = ''
    child.stdout.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    return { child, ended: once(child, 'close'), out: () => heard }
  }

  /** The last run, which nobody kills, and the operator's own verification. */
  async finish(): Promise<void> {
    await this.passLease()
    for (const words of [
      ['bill', 'run'],
      ['ledger', 'verify'],
    ]) {
      const { child, ended, out } = this.run(...words)
      await ended
      if (child.exitCode !== 0)
        this.report.faults.push(`rookery ${words.join(' ')} ended with ${child.exitCode}: ${out()}`)
    }
  }

  async compare(): Promise<NightReport> {
    const { faults } = this.report
    const [row] = await this.world.rows('select min(night) as first, max(night) as last from billing_account')
    const [night, last] = [String(row?.['first']), String(row?.['last'])]
    const until = Date.parse(`${night}T00:00:00+03:00`)
    if (night !== last || until < this.begin - DAY) faults.push(`nights end at ${night} and ${last}`)
    for (const each of this.accounts) {
      const { account, firstDay, micro, taxRate, lives } = each
      const prices = [{ from: '2020-01-01', micro, firstDay }]
      // who was created after the last 00:00 is charged for that day already
      const end = firstDay === 'creation' ? Math.max(until, this.begin) : until
      const { balance } = recompute({ lives, prices, taxRate, paid: 0, until: end })
      const stored = await this.store.read(balanceOf, { account })
      if (stored !== balance) faults.push(`${account}: balance ${stored}, not ${balance}`)
      const days = await this.world.rows(`select instance, day from billing_day where account = '${account}'`)
      const got = new Set(days.map(({ instance, day }) => `${String(instance)} ${String(day)}`))
      const due = lives.flatMap((life) => chargedDates(life, firstDay, end).map((date) => `${life.id} ${date}`))
      if (got.size !== days.length) faults.push(`${account}: an instance-day is charged twice`)
      faults.push(...due.filter((line) => !got.has(line)).map((line) => `${account}: ${line} is not charged`))
      if (days.length !== due.length) faults.push(`${account}: ${days.length} instance-days, not ${due.length}`)
      this.report.days += days.length
    }
    return this.report
  }
}
