import { Type } from 'typebox'
import { billingDayOf } from '../../../billing/billing-day.ts'
import { accountPrices, type PriceVersion } from '../../../billing/tariffs/price-list.ts'
import { PricesFrom } from '../../statement-schema.ts'
import { accountMethod } from '../console-method.ts'

const stated = ({ valid_from: from, first_day: firstDay, prices }: PriceVersion) => ({ from, firstDay, prices })

/** What the account pays, now and from days to come. */
export const getPrices = accountMethod({
  name: 'getPrices',
  verb: 'GET',
  role: 'member',
  group: 'console-billing',
  summary: 'The price list of the account',
  description: '`day` in millionths of a minor unit of `currency`, `month` (paid in advance) in minor units.',
  reply: Type.Object({
    name: Type.String(),
    currency: Type.String(),
    now: Type.Union([PricesFrom, Type.Null()]),
    ahead: Type.Array(PricesFrom, { description: 'Published for later, the next first.' }),
  }),
  example: {
    reply: {
      name: 'Standard',
      currency: 'EUR',
      now: { from: '2026-02-01', firstDay: 'creation', prices: { PARTNER_23: { day: 40_000_000 } } },
      ahead: [],
    },
  },
  async run({ caller }, { store, clock }) {
    const day = billingDayOf(clock.now())
    const { list, inForce, ahead } = await store.read(accountPrices, { account: caller.account.id, day })
    return {
      name: list.name,
      currency: list.currency,
      now: inForce ? stated(inForce) : null,
      ahead: ahead.map(stated),
    }
  },
})
