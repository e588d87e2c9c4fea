import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf, joined, type Statement } from '../../docs/guide/verify-statement.mjs'
import { testStores } from '../../test/database.ts'
import { mintId } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { balanceOf } from '../billing/ledger/append.ts'
import { linesDigest, transactionHash, type ChargeLine, type Transaction } from '../billing/ledger/chain.ts'
import { verifyLedger } from '../billing/ledger/verify.ts'
import { chargeMissedNights } from '../billing/nightly/run.ts'
import { publishPrices } from '../billing/tariffs/price-list.ts'
import { at, moneyOperations, MoneyWorld, testDeed } from '../billing/world.spec-suite.ts'
import { call, testClock, testWorld, type World } from '../instances/world.spec-suite.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { getBalance } from './methods/getBalance.ts'
import { getStatement } from './methods/getStatement.ts'
import { partnerOperations } from './operations.ts'
import { issuePartnerToken } from './partner-tokens.ts'

const CENT = 1_000_000
const SCRIPT = fileURLToPath(new URL('../../docs/guide/verify-statement.mjs', import.meta.url))

describe.each(testStores({ ...moneyOperations, ...partnerOperations }))('$name', (engine) => {
  let store: MaintainedStore
  let money: MoneyWorld
  let world: World
  let token: string
  const account = 'partner'
  const lives: number[] = []

  const nights = (now: string) =>
    chargeMissedNights({ store, clock: testClock(at(now)), log: silentLog }, { holder: 'test', batch: 3 })
  const statement = async (query: object = { month: '2026-02' }): Promise<Statement> => {
    const pages: Statement[] = []
    for (let cursor: string | undefined; ;) {
      const sent = new Map<string, string>()
      const asked = cursor === undefined ? query : { ...query, cursor }
      pages.push((await call(getStatement, world, { credentials: { token }, query: asked, sent })) as Statement)
      cursor = sent.get('X-Next-Cursor')
      if (cursor === undefined) return joined(pages)
    }
  }

  beforeAll(async () => {
    store = await engine.open()
    money = new MoneyWorld(store)
    world = testWorld(store)
    await money.perDay(account, 33 * CENT + 333_333)
    token = (
      await issuePartnerToken(world, {
        account,
        name: 't',
        deed: { id: mintId(world.clock.now()), actor: 'system', at: world.clock.now() },
      })
    ).token
    for (let i = 0; i < 5; i++) lives.push(await money.create(account, at('2026-02-03T08:00:00Z')))
    await nights('2026-02-06T08:00:00Z')
    await money.delete(account, lives[0] ?? 0, at('2026-02-06T09:00:00Z'))
    const prices = { PARTNER_23: { day: 50 * CENT } }
    const version = { list: `list-${account}`, validFrom: '2026-02-09', firstDay: 'midnight', prices } as const
    await store.write(publishPrices, { ...version, today: '2026-02-06', deed: testDeed() })
    await nights('2026-02-10T08:00:00Z')
    lives.push(await money.create(account, at('2026-02-10T10:00:00Z')))
    await nights('2026-03-02T08:00:00Z')
  })
  afterAll(() => engine.dispose())

  test('a statement verifies offline, in memory and by the script’s command line', async () => {
    const whole = await statement()
    expect(whole.instances.map(({ idInstance }) => idInstance)).toEqual(lives)
    expect(whole.transactions.length).toBeGreaterThan(20)
    expect(faultsOf(whole)).toEqual([])
    const folder = await mkdtemp(join(tmpdir(), 'rookery-statement-'))
    const file = join(folder, 'page.json')
    await writeFile(file, JSON.stringify(whole))
    expect(execFileSync(process.execPath, [SCRIPT, file, '--earlier', file], { encoding: 'utf8' })).toBe(
      'The statement is right.\n',
    )
    await rm(folder, { recursive: true })
  })

  // a night of the month, its lines changed and everything after it chained again: what a dishonest issuer could send
  const forged = (whole: Statement, change: (lines: Statement['transactions'][number]['lines']) => void): Statement => {
    const copy = structuredClone(whole)
    const night = copy.transactions.find(({ day, lines }) => day === '2026-02-05' && lines.length > 1)
    if (!night) throw new Error('no such night')
    change(night.lines)
    let prev = copy.opening.hash
    for (const one of copy.transactions) {
      const lines = one.lines.map((line) => ({ ...line, day: one.day }) as ChargeLine)
      one.digest = linesDigest(lines)
      one.prev = prev
      one.hash = transactionHash(prev, {
        ...one,
        account: copy.account,
        lines: lines.length,
        digest: one.digest,
      } as unknown as Transaction)
      prev = one.hash
    }
    copy.closing.hash = prev
    return copy
  }

  test('a dropped, doubled, moved or repriced line is found, although everything is chained again', async () => {
    const whole = await statement()
    expect(faultsOf(forged(whole, () => undefined))).toEqual([])
    expect(faultsOf(forged(whole, (lines) => void lines.pop())).join()).toContain('is missing')
    expect(faultsOf(forged(whole, (lines) => lines.push({ ...(lines[0] ?? fail()) }))).join()).toContain('twice')
    const moved = forged(whole, (lines) => Object.assign(lines[0] ?? {}, { instance: lives[5] }))
    expect(faultsOf(moved).join()).toContain('did not live')
    const repriced = forged(whole, (lines) => Object.assign(lines[0] ?? {}, { price: 34 * CENT }))
    expect(faultsOf(repriced).join()).toContain('another price')
    const plain = structuredClone(whole)
    plain.transactions[3]?.lines.pop()
    expect(faultsOf(plain).join()).toContain('not those it was booked with')
  })

  test('the balance is that of the postings; the forecast is what the month comes to', async () => {
    const clock = testClock(at('2026-03-02T08:00:00Z'))
    const balance = (await call(getBalance, { ...world, clock }, { credentials: { token } })) as Record<string, number>
    expect(balance['balance']).toBe(await store.read(balanceOf, { account }))
    expect(balance).toMatchObject({ month: '2026-03', instances: 5, charged: 2 * 5 * 50, forecast: 31 * 5 * 50 })
  })

  test('history that was rewritten and chained again is exposed by a statement downloaded before', async () => {
    const earlier = await statement()
    const [victim] = await money.rows(`select seq, day, digest from ledger_transaction
      where account = '${account}' and day = '2026-02-04' order by seq limit 1`)
    await rewrite(Number(victim?.['seq']))
    expect((await verifyLedger(store, account)).faults.map(({ fault }) => fault)).toEqual(
      expect.arrayContaining([expect.stringContaining('anchor')]),
    )
    const later = await statement()
    expect(faultsOf(later)).toEqual([])
    expect(faultsOf(later, earlier).join()).toContain('was rewritten')
  })

  /** Gives a transaction another reference and chains everything after it again, guards taken away first. */
  async function rewrite(seq: number): Promise<void> {
    const drop = engine.name === 'embedded' ? '_no_update' : '_append_only on ledger_transaction'
    await expect(money.change(`update ledger_transaction set reference = 'x'`)).rejects.toThrow('append-only')
    await money.change(`drop trigger ledger_transaction${drop}`)
    await money.change(
      `update ledger_transaction set reference = 'another' where account = '${account}' and seq = ${seq}`,
    )
    const rows = await money.rows(`select * from ledger_transaction where account = '${account}' order by seq`)
    const postings = await money.rows(`select * from ledger_posting where account = '${account}' order by seq, line`)
    let prev = ''
    for (const row of rows) {
      const sides = postings.filter((posting) => posting['seq'] === row['seq'])
      const hash = transactionHash(prev, { ...row, postings: sides } as unknown as Transaction)
      await money.change(`update ledger_transaction set prev = '${prev}', hash = '${hash}'
        where account = '${account}' and seq = ${Number(row['seq'])}`)
      prev = hash
    }
    await money.change(`update billing_account set hash = '${prev}' where account = '${account}'`)
    expect(createHash('sha256').update('').digest('hex')).not.toBe(prev)
  }
})

function fail(): never {
  throw new Error('the night has no lines')
}
