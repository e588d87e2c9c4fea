import type { Static } from 'typebox'
import { billingDayOf, monthOf } from '../../billing/billing-day.ts'
import { billedAccount } from '../../billing/ledger/billing-account.ts'
import { chargesByDay } from '../../billing/statements/charges.ts'
import { accountStanding } from '../../billing/statements/forecast.ts'
import type { Ports } from '../../contract/ports.ts'
import { billingView, type BillingView } from './billing-view.ts'

/** Where an account stands now. Rejects with `notBilled`. */
export async function accountBilling(
  account: string,
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
): Promise<Static<typeof BillingView>> {
  const at = clock.now()
  const day = billingDayOf(at)
  const [row, standing, days] = await Promise.all([
    store.read(billedAccount, { account }),
    store.read(accountStanding, { account, at }),
    store.read(chargesByDay, { account, month: monthOf(day) }),
  ])
  return billingView(standing, row, days.find((one) => one.day === day) ?? { day, instances: 0, amount: 0 })
}
