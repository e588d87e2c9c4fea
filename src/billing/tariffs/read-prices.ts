import { Failure, failure } from '../../base/errors.ts'
import { parseAmount, parseMicro } from '../../base/money.ts'
import type { Prices } from './price-list.ts'
import { tariffKind } from './tariff.ts'

/** Prices as people write them, decimal texts: `{"PARTNER_23": {"day": "0.3999"}, "BUSINESS_USD": {"month": "12.00"}}`. */
export type PriceTexts = Readonly<Record<string, { readonly day?: string; readonly month?: string }>>

export const priceMalformed = failure({
  code: 'priceMalformed',
  status: 400,
  form: 'problem',
  sentence: 'A price is malformed.',
})

const TARIFF = /^(?:PARTNER|BUSINESS)[A-Z0-9_]{0,28}$/
/** A day's price above this could make a month's sum inexact (docs/adr/0005). */
const LARGEST_DAY = 1_000_000_000_000

/** Prices in the ledger's units. Throws `priceMalformed`, the sentence names what is wrong. */
export function readPrices(texts: PriceTexts, currency: string): Prices {
  const refuse = (sentence: string) => new Failure(priceMalformed, { sentence })
  const entries = Object.entries(texts).map(([tariff, { day, month }]) => {
    if (!TARIFF.test(tariff))
      throw refuse(`${tariff} is no tariff with a price: PARTNER… is paid by day, BUSINESS… by month.`)
    const partner = tariffKind(tariff) === 'partner'
    const text = partner ? day : month
    const value = text === undefined ? undefined : partner ? parseMicro(text, currency) : parseAmount(text, currency)
    const other = partner ? month : day
    if (value === undefined || value > LARGEST_DAY || other !== undefined)
      throw refuse(
        partner
          ? `${tariff} needs "day", an amount such as "0.3999" with at most six digits more than ${currency} has.`
          : `${tariff} needs "month", an amount of ${currency} such as "12.00".`,
      )
    return [tariff, partner ? { day: value } : { month: value }] as const
  })
  return Object.fromEntries(entries)
}
