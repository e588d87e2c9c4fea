import { Type } from 'typebox'
import { priceLists } from '../../../billing/tariffs/price-list.ts'
import { PricesFrom } from '../../statement-schema.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** Every price list with its versions. */
export const getPriceLists = operatorMethod({
  name: 'getPriceLists',
  verb: 'GET',
  group: 'operator-money',
  summary: 'Every price list with its versions, and how many accounts it is assigned to',
  description: 'Accounts without an assignment pay by the list `standard`.',
  reply: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      currency: Type.String(),
      accounts: Type.Integer({ description: 'Accounts that it was assigned to.' }),
      versions: Type.Array(PricesFrom, { description: 'Newest first.' }),
    }),
  ),
  example: {
    reply: [
      {
        id: 'standard',
        name: 'Standard',
        currency: 'EUR',
        accounts: 0,
        versions: [{ from: '2026-02-01', firstDay: 'creation', prices: { PARTNER_23: { day: 40_000_000 } } }],
      },
    ],
  },
  async run(_call, { store }) {
    const found = await store.read(priceLists, undefined)
    return found.map(({ id, name, currency, accounts, versions }) => ({
      id,
      name,
      currency,
      accounts,
      versions: versions.map(({ valid_from: from, first_day: firstDay, prices }) => ({ from, firstDay, prices })),
    }))
  },
})
