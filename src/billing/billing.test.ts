import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { silentLog } from '../base/log.ts'
import { testClock } from '../instances/world.spec-suite.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { balanceOf } from './ledger/append.ts'
import { verifyLedger } from './ledger/verify.ts'
import { chargeNight } from './nightly/charge.ts'
import { chargeMissedNights } from './nightly/run.ts'
import { publishPrices } from './tariffs/price-list.ts'
import { at, moneyOperations, MoneyWorld, testDeed } from './world.spec-suite.ts'

const CENT = 1_000_000

describe.each(testStores(moneyOperations))('$name', (engine) => {
  let store: MaintainedStore
  let world: MoneyWorld
  beforeAll(async () => {
    store = await engine.open()
    world = new MoneyWorld(store)
  })
  afterAll(() => engine.dispose())

  const nights = (now: string, batch = 100, signal?: AbortSignal) =>
    chargeMissedNights(
      { store, clock: testClock(at(now)), log: silentLog },
      { holder: 'test', batch, ...(signal ? { signal } : {}) },
    )
  const days = (id: number) =>
    world.rows(`select day, cause, price from billing_day where instance = ${id} order by day`)
  const sound = async (account: string) => expect((await verifyLedger(store, account)).faults).toEqual([])

  test('charged days are one and each 00:00 lived through, decided by life at that instant', async () => {
    const account = await world.perDay('life', 40 * CENT)
    const brief = await world.create(account, at('2026-02-11T08:00:00Z'))
    await world.delete(account, brief, at('2026-02-11T20:59:59.999Z'))
    const over = await world.create(account, at('2026-02-11T20:59:59.999Z'))
    await world.delete(account, over, at('2026-02-11T21:01:00Z'))
    const next = await world.create(account, at('2026-02-11T21:00:00Z'))
    await nights('2026-02-11T23:00:00Z')
    expect(await days(brief)).toEqual([{ day: '2026-02-11', cause: 'creation', price: 40 * CENT }])
    expect(await days(over)).toEqual([
      { day: '2026-02-11', cause: 'creation', price: 40 * CENT },
      { day: '2026-02-12', cause: 'midnight', price: 40 * CENT },
    ])
    expect(await days(next)).toEqual([{ day: '2026-02-12', cause: 'creation', price: 40 * CENT }])
    expect(await store.read(balanceOf, { account })).toBe(-160)
    await sound(account)
  })

  test('a list that counts from midnight leaves the day of creation free', async () => {
    const account = await world.perDay('midnight', 10 * CENT, 'midnight')
    const id = await world.create(account, at('2026-02-11T08:00:00Z'))
    await nights('2026-02-12T08:00:00Z')
    expect(await days(id)).toEqual([{ day: '2026-02-12', cause: 'midnight', price: 10 * CENT }])
    await sound(account)
  })

  test('missed nights are caught up in order, each at its day’s price, in batches, once', async () => {
    const account = await world.perDay('missed', 30 * CENT)
    const ids: number[] = []
    for (let i = 0; i < 7; i++) ids.push(await world.create(account, at('2026-02-13T08:00:00Z')))
    const prices = { PARTNER_23: { day: 50 * CENT } }
    const version = { list: 'list-missed', validFrom: '2026-02-15', firstDay: 'creation', prices } as const
    await store.write(publishPrices, { ...version, today: '2026-02-13', deed: testDeed() })
    await Promise.all([nights('2026-02-16T08:00:00Z', 3), nights('2026-02-16T08:00:00Z', 2)])
    await nights('2026-02-16T08:00:00Z')
    for (const id of ids)
      expect((await days(id)).map(({ day, price }) => [day, price])).toEqual([
        ['2026-02-13', 30 * CENT],
        ['2026-02-14', 30 * CENT],
        ['2026-02-15', 50 * CENT],
        ['2026-02-16', 50 * CENT],
      ])
    expect(await store.read(balanceOf, { account })).toBe(-7 * 160)
    await sound(account)
  })

  test('a night out of order is refused, one that was done does nothing', async () => {
    const account = await world.perDay('order', CENT)
    await world.create(account, at('2026-02-13T08:00:00Z'))
    const night = { account, at: at('2026-02-15T00:00:00Z'), limit: 10 }
    await expect(store.write(chargeNight, { ...night, day: '2026-02-15' })).rejects.toThrow('in order')
    expect(await store.write(chargeNight, { ...night, day: '2026-02-14' })).toEqual({ charged: 1, done: true })
    expect(await store.write(chargeNight, { ...night, day: '2026-02-14' })).toEqual({ charged: 0, done: true })
  })

  test('prices finer than a minor unit sum up exactly over the month, however it is cut', async () => {
    const third = 333_333
    const account = await world.perDay('fine', third)
    for (let i = 0; i < 10; i++) await world.create(account, at('2026-02-17T08:00:00Z'))
    await nights('2026-02-26T08:00:00Z', 3)
    const exact = 10 * 10 * third
    expect(await store.read(balanceOf, { account })).toBe(-Math.round(exact / CENT))
    await sound(account)
  })

  test('whoever acts after a night has begun did not live, or did not end, before it', async () => {
    const account = await world.perDay('late', CENT)
    const living = await world.create(account, at('2026-02-27T08:00:00Z'))
    await nights('2026-02-27T21:00:01Z')
    const late = await world.create(account, at('2026-02-27T20:59:59.900Z'))
    await world.delete(account, living, at('2026-02-27T20:59:59.900Z'))
    await nights('2026-02-28T08:00:00Z')
    expect((await days(late)).map(({ day }) => day)).toEqual(['2026-02-28'])
    expect((await days(living)).map(({ day }) => day)).toEqual(['2026-02-27', '2026-02-28'])
    const [row] = await world.rows(`select created_at, deleted_at from instance where id in (${living}, ${late})
      order by id desc`)
    expect(row).toEqual({ created_at: at('2026-02-27T21:00:00Z'), deleted_at: null })
  })

  test('a run ended between any two steps goes on where it was', async () => {
    await nights('2026-03-01T07:00:00Z')
    const account = await world.perDay('killed', 2 * CENT)
    for (let i = 0; i < 20; i++) await world.create(account, at('2026-03-01T08:00:00Z'))
    for (let steps = 0; steps < 80; steps++) {
      const ending = new AbortController()
      const clock = testClock(at('2026-03-05T08:00:00Z'))
      const options = { holder: 'test', batch: 3, signal: ending.signal, onStep: () => ending.abort() }
      await chargeMissedNights({ store, clock, log: silentLog }, options)
    }
    const [row] = await world.rows(`select count(*) as n from billing_day where account = '${account}'`)
    expect(row).toEqual({ n: 100 })
    expect(await store.read(balanceOf, { account })).toBe(-200)
    await sound(account)
  })

  test('the partner is told once what a night came to, in the transaction that finished it', async () => {
    const account = await world.perDay('told', 25 * CENT)
    for (let i = 0; i < 5; i++) await world.create(account, at('2026-03-06T08:00:00Z'))
    await nights('2026-03-07T08:00:00Z', 2)
    const told = await world.rows(
      `select data from partner_event where account = '${account}' and type = 'account.charged'`,
    )
    expect(told.map(({ data }) => JSON.parse(String(data)))).toEqual([
      { day: '2026-03-07', instances: 5, amount: 125, balance: -250, currency: 'EUR' },
    ])
  })
})
