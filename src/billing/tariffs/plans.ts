import type { Step } from '../../store/port/operation.ts'
import { billingDayOf } from '../billing-day.ts'
import { balanceOf } from '../ledger/append.ts'
import { developerPlaces } from '../quotas/spend.ts'
import { listInForce, pricesOn } from './price-list.ts'

/** What an account can choose from today; amounts in minor units. */
export interface Plans {
  currency: string
  balance: number
  business: { tariff: string; month: number }[]
  /** Free instances that live, and how many may. */
  developer: { used: number; total: number }
}

export function* plansOf(input: { account: string; at: number }): Step<Plans> {
  const { account } = input
  const day = billingDayOf(input.at)
  const { currency } = yield* listInForce({ account, day })
  const inForce = yield* pricesOn({ account, day })
  const business = Object.entries(inForce?.prices ?? {}).flatMap(([tariff, { month }]) =>
    month === undefined ? [] : [{ tariff, month }],
  )
  const balance = yield* balanceOf({ account })
  return { currency, balance, business, developer: yield* developerPlaces({ account }) }
}
