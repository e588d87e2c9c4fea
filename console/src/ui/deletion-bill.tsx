import { useTranslation } from 'react-i18next'
import type { Reply } from '../api.ts'
import { money, monthText, price } from '../format.ts'
import { Facts } from './facts.tsx'

export type Bill = NonNullable<Reply<'deleteInstancesHere'>['bill']>

/** The bills of two deletions in one. */
export const billOfBoth = (one: Bill, other: Bill): Bill => ({
  ...other,
  days: one.days + other.days,
  charged: one.charged + other.charged,
  perDay: one.perDay + other.perDay,
  prepaid: one.prepaid + other.prepaid,
  unused: one.unused + other.unused,
})

/** What stays charged after a deletion, and what it saves. */
export function DeletionBill({ bill }: { bill: Bill }) {
  const { t } = useTranslation()
  const { currency, month, days, charged, perDay, prepaid, unused } = bill
  const stays = `${t('danger.days', { count: days })} · ${price(charged, currency)}`
  const lost = `${t('danger.prepaidCount', { count: prepaid })} · ${money(unused, currency)}`
  return (
    <Facts
      rows={[
        [t('danger.stays', { month: monthText(month) }), stays],
        [t('danger.saves'), price(perDay, currency)],
        ...(prepaid === 0 ? [] : ([[t('danger.prepaid'), lost]] as const)),
      ]}
    />
  )
}
