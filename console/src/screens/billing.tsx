import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import type { BillingTab } from '../paths.ts'
import { PageHead } from '../ui/parts.tsx'
import { Tabbed } from '../ui/tabbed.tsx'

const PARTS = {
  overview: lazy(async () => ({ default: (await import('./billing/overview.tsx')).Overview })),
  ledger: lazy(async () => ({ default: (await import('./billing/ledger.tsx')).Ledger })),
  days: lazy(async () => ({ default: (await import('./billing/days.tsx')).Days })),
  invoices: lazy(async () => ({ default: (await import('./billing/invoices.tsx')).Invoices })),
  quotas: lazy(async () => ({ default: (await import('./billing/quotas.tsx')).Quotas })),
  prices: lazy(async () => ({ default: (await import('./billing/prices.tsx')).Prices })),
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
