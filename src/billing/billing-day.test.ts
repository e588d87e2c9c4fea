import { expect, test } from 'vitest'
import { billingDayOf, billingDaysBetween, dayAfter, daysOfMonth, midnightOf, paidUntil } from './billing-day.ts'

const at = (text: string) => Date.parse(text)

test('a billing day begins at 21:00 UTC', () => {
  expect(billingDayOf(at('2026-02-11T20:59:59.999Z'))).toBe('2026-02-11')
  expect(billingDayOf(at('2026-02-11T21:00:00.000Z'))).toBe('2026-02-12')
  expect(midnightOf('2026-02-12')).toBe(at('2026-02-11T21:00:00.000Z'))
})

test('days follow one another over months and years', () => {
  expect(dayAfter('2026-02-28')).toBe('2026-03-01')
  expect(dayAfter('2026-12-31')).toBe('2027-01-01')
  expect(daysOfMonth('2026-12')).toEqual({ first: '2026-12-01', after: '2027-01-01' })
  expect(daysOfMonth('2026-02')).toEqual({ first: '2026-02-01', after: '2026-03-01' })
})

test('days that begin after one moment and not after another', () => {
  expect(billingDaysBetween(at('2026-02-11T08:15:30Z'), at('2026-02-11T20:59:59Z'))).toBe(0)
  expect(billingDaysBetween(at('2026-02-11T08:15:30Z'), at('2026-02-11T21:00:00Z'))).toBe(1)
  expect(billingDaysBetween(at('2026-02-11T21:00:00Z'), at('2026-02-13T21:00:00Z'))).toBe(2)
  expect(billingDaysBetween(at('2026-02-12T00:00:00Z'), at('2026-02-11T00:00:00Z'))).toBe(0)
})

test('each 00:00 prolongs by a day; a deleted instance keeps its date', () => {
  const created_at = at('2026-02-11T08:15:30Z')
  expect(paidUntil({ created_at, deleted_at: null }, created_at)).toBe(at('2026-02-12T08:15:30Z'))
  expect(paidUntil({ created_at, deleted_at: null }, at('2026-02-13T21:00:00Z'))).toBe(at('2026-02-15T08:15:30Z'))
  const deleted_at = at('2026-02-11T21:00:01Z')
  expect(paidUntil({ created_at, deleted_at }, at('2026-05-01T00:00:00Z'))).toBe(at('2026-02-13T08:15:30Z'))
})
