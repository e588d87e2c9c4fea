import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { isCurrency } from '../../../base/money.ts'
import { billingDayOf } from '../../../billing/billing-day.ts'
import { currencyFixed, priceDatePast, publishPrices, putPriceList } from '../../../billing/tariffs/price-list.ts'
import { priceMalformed, readPrices } from '../../../billing/tariffs/read-prices.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'

/** Publishes prices of a list from a day on; the list is made when it is new. */
export const publishPriceVersion = operatorMethod({
  name: 'publishPriceVersion',
  verb: 'POST',
  group: 'operator-money',
  summary: 'Publishes prices of a list from a day on',
  description:
    'Prices are decimal texts: `day` for PARTNER tariffs, `month` for BUSINESS ones. A later version than the first ' +
    'begins on a day to come.',
  errors: [priceMalformed, priceDatePast, currencyFixed],
  body: Type.Object({
    list: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    from: Type.String({ pattern: '^20[0-9]{2}-[0-9]{2}-[0-9]{2}$', description: 'Billing day.' }),
    firstDay: Type.Enum(['creation', 'midnight'], { description: 'Whether the day of creation is charged.' }),
    prices: Type.Record(
      Type.String(),
      Type.Object({ day: Type.Optional(Type.String()), month: Type.Optional(Type.String()) }),
    ),
  }),
  reply: Type.Object({ version: Type.Integer() }),
  example: {
    body: {
      list: 'standard',
      currency: 'EUR',
      from: '2026-03-01',
      firstDay: 'creation',
      prices: { PARTNER_23: { day: '0.40' } },
    },
    reply: { version: 2 },
  },
  async run({ caller, body: { list, currency, from: validFrom, firstDay, prices } }, ports) {
    const { store } = ports
    if (!isCurrency(currency)) throw new Failure(priceMalformed)
    const read = readPrices(prices, currency)
    const deed = deedOf(caller, ports)
    const { at } = deed
    await store.write(putPriceList, { id: list, name: list, currency, at })
    const version = { list, validFrom, firstDay, prices: read, today: billingDayOf(at), deed }
    return { version: await store.write(publishPrices, version) }
  },
})
