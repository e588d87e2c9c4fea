import { useTranslation } from 'react-i18next'
import type { BillingTab } from '../paths.ts'
import { onDemand } from '../ui/on-demand.tsx'
import { PageHead } from '../ui/parts.tsx'
import { Tabbed } from '../ui/tabbed.tsx'

const PARTS = {
  overview: onDemand(async () => (await import('./billing/overview.tsx')).Overview),
  ledger: onDemand(async () => (await import('./billing/ledger.tsx')).Ledger),
  days: onDemand(async () => (await import('./billing/days.tsx')).Days),
  invoices: onDemand(async () => (await import('./billing/invoices.tsx')).Invoices),
  quotas: onDemand(async () => (await import('./billing/quotas.tsx')).Quotas),
  prices: onDemand(async () => (await import('./billing/prices.tsx')).Prices),
} satisfies Record<BillingTab, unknown>

/** What the account owes, and how it came about. */
export function Billing() {
  const { t } = useTranslation()
  return (
    <>
      <PageHead title={t('nav.billing')} about={t('bill.about')} />
      <Tabbed base="/billing" parts={PARTS} word={(part) => t(`billTab.${part}`)} />
    </>
  )
}
