import { expect, test } from 'vitest'
import { amountText, microText, minorDigits, parseAmount, parseMicro } from './money.ts'

test('amounts are written with the digits of their currency', () => {
  expect(amountText(-1205, 'EUR')).toBe('-12.05')
  expect(amountText(5, 'EUR')).toBe('0.05')
  expect(amountText(1205, 'JPY')).toBe('1205')
  expect(amountText(1205n, 'KWD')).toBe('1.205')
  expect(minorDigits('USD')).toBe(2)
})

test('prices are written with the digits they need', () => {
  expect(microText(40_000_000, 'EUR')).toBe('0.40')
  expect(microText(39_999_997, 'EUR')).toBe('0.39999997')
  expect(microText(5_000_000, 'JPY')).toBe('5')
  expect(microText(5_500_000, 'JPY')).toBe('5.5')
})

test('what is finer than the ledger counts is refused, not rounded', () => {
  expect(parseAmount('12.05', 'EUR')).toBe(1205)
  expect(parseAmount('12', 'EUR')).toBe(1200)
  expect(parseAmount('12.005', 'EUR')).toBeUndefined()
  expect(parseAmount('0.5', 'JPY')).toBeUndefined()
  expect(parseMicro('0.39999997', 'EUR')).toBe(39_999_997)
  expect(parseMicro('0.399999971', 'EUR')).toBeUndefined()
  for (const text of ['', '-1', '1e3', ' 1', '1.', '.5', '1,5']) expect(parseAmount(text, 'EUR')).toBeUndefined()
})
