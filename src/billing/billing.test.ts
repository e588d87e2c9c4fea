import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { billingDayOf, billingDaysBetween, bookBillingDay } from './billing-day.ts'
import { billingOperations } from './operations.ts'

const at = (text: string) => Date.parse(text)

test('a billing day begins at 21:00 UTC', () => {
  expect(billingDayOf(at('2026-02-11T20:59:59.999Z'))).toBe('2026-02-11')
  expect(billingDayOf(at('2026-02-11T21:00:00.000Z'))).toBe('2026-02-12')
})

test('days that begin after one moment and not after another', () => {
  expect(billingDaysBetween(at('2026-02-11T08:15:30Z'), at('2026-02-11T20:59:59Z'))).toBe(0)
  expect(billingDaysBetween(at('2026-02-11T08:15:30Z'), at('2026-02-11T21:00:00Z'))).toBe(1)
  expect(billingDaysBetween(at('2026-02-11T21:00:00Z'), at('2026-02-13T21:00:00Z'))).toBe(2)
  expect(billingDaysBetween(at('2026-02-12T00:00:00Z'), at('2026-02-11T00:00:00Z'))).toBe(0)
})

describe.each(testStores(billingOperations))('$name', (engine) => {
  let store: MaintainedStore
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  test('a day is booked once, however many try', async () => {
    const day = { instance: 1, account: 'a', at: at('2026-02-11T08:00:00Z'), cause: 'creation' }
    const booked = await Promise.all(Array.from({ length: 8 }, () => store.write(bookBillingDay, day)))
    expect(booked.filter(Boolean)).toHaveLength(1)
    expect(await store.write(bookBillingDay, { ...day, at: day.at + 86_400_000 })).toBe(true)
    expect(await store.write(bookBillingDay, { ...day, instance: 2 })).toBe(true)
  })
})
