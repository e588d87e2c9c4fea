import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import type { FailureKind } from '../base/errors.ts'
import { balanceOf } from '../billing/ledger/append.ts'
import { verifyLedger } from '../billing/ledger/verify.ts'
import { recordPayment } from '../billing/payments/payment.ts'
import { balanceTooLow, monthsAfter, tariffFixed } from '../billing/tariffs/period.ts'
import { at, moneyOperations, MoneyWorld } from '../billing/world.spec-suite.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { payPlan, quotePlan, type PlanRequest } from './plan.ts'

const failsWith = (kind: FailureKind) => expect.objectContaining({ kind })

test('months keep the day and clock time, as far as the month has it', () => {
  expect(monthsAfter(at('2026-01-31T08:15:00Z'), 1)).toBe(at('2026-02-28T08:15:00Z'))
  expect(monthsAfter(at('2026-11-30T08:15:00Z'), 3)).toBe(at('2027-02-28T08:15:00Z'))
  expect(monthsAfter(at('2026-02-11T00:00:00Z'), 12)).toBe(at('2027-02-11T00:00:00Z'))
})

describe.each(testStores(moneyOperations))('$name', (engine) => {
  let store: MaintainedStore
  let world: MoneyWorld
  const account = 'business'
  const now = at('2026-04-01T00:00:00Z')
  let acts = 0

  beforeAll(async () => {
    store = await engine.open()
    world = new MoneyWorld(store)
    await world.partner(account, { BUSINESS_EUR: { month: 1000 }, PARTNER_23: { day: 1 } })
  })
  afterAll(() => engine.dispose())

  const pay = (amount: number) =>
    store.write(recordPayment, {
      account,
      amount,
      currency: 'EUR',
      source: 'operator',
      external: `bank-${(acts += 1)}`,
      reference: 'bank',
      deed: { id: `deed-${acts}`, actor: 'operator/cli', at: now },
    })
  const act = (request: Omit<PlanRequest, 'account' | 'id' | 'to'>) =>
    store.write(payPlan, { account, to: 'BUSINESS_EUR', id: `act-${(acts += 1)}`, ...request })
  const state = async (id: number) => (await world.rows(`select tariff, expires_at from instance where id = ${id}`))[0]

  test('Developer becomes Business when it is paid; a renewal adds, a change gives the rest back', async () => {
    const id = await world.create(account, now, 'DEVELOPER')
    await expect(act({ instance: id, months: 1, act: 'change', at: now })).rejects.toEqual(failsWith(balanceTooLow))
    await pay(10_000)
    await act({ instance: id, months: 1, act: 'change', at: now })
    expect(await state(id)).toEqual({ tariff: 'BUSINESS_EUR', expires_at: at('2026-05-01T00:00:00Z') })
    await act({ instance: id, months: 1, act: 'renew', at: at('2026-04-16T00:00:00Z') })
    expect(await state(id)).toEqual({ tariff: 'BUSINESS_EUR', expires_at: at('2026-06-01T00:00:00Z') })
    expect(await store.read(balanceOf, { account })).toBe(8000)
    const half = at('2026-04-16T00:00:00Z')
    const later = { instance: id, months: 12, act: 'change', at: half } as const
    const shown = await store.read(quotePlan, { ...later, account, to: 'BUSINESS_EUR' })
    // half of the first month and all of the second were not used
    const period = { price: 12_000, remainder: 1500, from: half, until: at('2027-04-16T00:00:00Z') }
    expect(shown).toEqual({ ...period, expiresAt: at('2026-06-01T00:00:00Z'), currency: 'EUR', balance: 8000 })
    await pay(10_000)
    expect(await act(later)).toEqual(period)
    expect(await store.read(balanceOf, { account })).toBe(18_000 + 1500 - 12_000)
    expect((await verifyLedger(store, account)).faults).toEqual([])
    const told = await world.rows(`select type from partner_event where instance = ${id} and type like '%tariff%'`)
    expect(told).toEqual([{ type: 'instance.tariffChanged' }])
  })

  test('nothing becomes Partner, a Partner instance stays it, and Business does not become Developer', async () => {
    const partner = await world.create(account, now)
    const business = await world.create(account, now, 'BUSINESS_EUR')
    const refused = (instance: number, to: string) =>
      expect(
        store.write(payPlan, { account, to, instance, months: 1, act: 'change', at: now, id: `act-${(acts += 1)}` }),
      ).rejects.toEqual(failsWith(tariffFixed))
    await refused(partner, 'BUSINESS_EUR')
    await refused(business, 'PARTNER_23')
    await refused(business, 'DEVELOPER')
  })
})
