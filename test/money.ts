import { mintId } from '../src/base/ids.ts'
import { billingDayOf, dayAfter, daysOfMonth, monthOf } from '../src/billing/billing-day.ts'
import { chargeNight } from '../src/billing/nightly/charge.ts'
import { publishPrices, putPriceList, type Prices } from '../src/billing/tariffs/price-list.ts'
import type { TestNetwork } from './network.ts'

/** Publishes the standard price list of the network in euros: every account without a list of its own pays by it. */
export async function publishStandard({ gateway }: TestNetwork, prices: Prices): Promise<void> {
  const { store, clock } = gateway.ports
  const at = clock.now()
  const today = billingDayOf(at)
  await store.write(putPriceList, { id: 'standard', name: 'Standard', currency: 'EUR', at })
  await store.write(publishPrices, {
    list: 'standard',
    validFrom: '2020-01-01',
    firstDay: 'creation',
    prices,
    today,
    deed: { id: mintId(at), actor: 'test', at },
  })
}

/** Charges the nights that are still to come, through the one that draws the invoice of this month. */
export async function liveThroughMonth({ gateway }: TestNetwork, account: string): Promise<void> {
  const { store, clock } = gateway.ports
  const at = clock.now()
  const { after } = daysOfMonth(monthOf(billingDayOf(at)))
  for (let day = dayAfter(billingDayOf(at)); day <= after; day = dayAfter(day))
    await store.write(chargeNight, { account, day, at, limit: 5000 })
}
