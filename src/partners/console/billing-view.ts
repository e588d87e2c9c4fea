import { Type, type Static } from 'typebox'
import { failure } from '../../base/errors.ts'
import type { AccountStanding } from '../../billing/statements/forecast.ts'
import type { BillingAccount } from '../../billing/ledger/billing-account.ts'
import type { DayCharge } from '../../billing/statements/charges.ts'
import { readParty } from '../../billing/invoices/party.ts'
import { invoicesOf } from '../../billing/invoices/draw.ts'
import type { Ports } from '../../contract/ports.ts'
import { Seconds, seconds } from './shared-replies.ts'

/** Where an account stands, and how it is billed. Minor units of `currency`. */
export const BillingView = Type.Object({
  currency: Type.String(),
  balance: Type.Integer({ description: 'Negative: owed.' }),
  creditLimit: Type.Union([Type.Integer(), Type.Null()]),
  refuseOverLimit: Type.Boolean({ description: 'Whether a used-up limit refuses new instances.' }),
  warnedAt: Type.Integer({ description: 'Percent of the limit that was told last; 0 below 50.' }),
  prepaidDue: Type.Integer({ description: 'Still to be paid in advance for the first month.' }),
  month: Type.String({ description: 'The running month in UTC+3.' }),
  charged: Type.Integer({ description: 'Its instance-days so far, net.' }),
  forecast: Type.Integer({ description: 'The whole month if the instances that live now live on, net.' }),
  instances: Type.Integer({ description: 'Instances that the next 00:00 (UTC+3) would charge.' }),
  today: Type.Object({ day: Type.String(), instances: Type.Integer(), amount: Type.Integer() }),
  taxRate: Type.Integer({ description: 'Hundredths of a percent.' }),
  dueDays: Type.Integer(),
  buyer: Type.String({ description: 'Name on the invoices.' }),
})

export const BILLING_EXAMPLE: Static<typeof BillingView> = {
  currency: 'EUR',
  balance: -4200,
  creditLimit: 50_000,
  refuseOverLimit: false,
  warnedAt: 0,
  prepaidDue: 0,
  month: '2026-02',
  charged: 4200,
  forecast: 11_340,
  instances: 15,
  today: { day: '2026-02-11', instances: 15, amount: 600 },
  taxRate: 1900,
  dueDays: 14,
  buyer: 'Example Ltd',
}

/** The view of a standing. */
export function billingView(
  standing: AccountStanding,
  account: BillingAccount,
  today: DayCharge,
): Static<typeof BillingView> {
  return {
    ...standing,
    refuseOverLimit: account.refuse_over_limit === 1,
    warnedAt: account.warned,
    today,
    taxRate: account.tax_rate,
    dueDays: account.due_days,
    buyer: readParty(account.party).name,
  }
}

/** A transaction of the ledger as its account feels it. */
export const LedgerView = Type.Object({
  seq: Type.Integer(),
  id: Type.String(),
  kind: Type.String(),
  day: Type.String({ description: 'Billing day it belongs to.' }),
  at: Seconds,
  reference: Type.String(),
  corrects: Type.Union([Type.String(), Type.Null()]),
  lines: Type.Integer({ description: 'Instance-days that it charged.' }),
  hash: Type.String(),
  amount: Type.Integer({ description: 'What it added to the balance.' }),
  balance: Type.Integer({ description: 'The balance behind it.' }),
})

export const LEDGER_EXAMPLE: Static<typeof LedgerView> = {
  seq: 31,
  id: 'night-01KAYW5A8R-2026-02-11-0',
  kind: 'night',
  day: '2026-02-11',
  at: 1_770_757_200,
  reference: '00:00 of 2026-02-11',
  corrects: null,
  lines: 15,
  hash: '6a1bb8e6…',
  amount: -600,
  balance: -4200,
}

/** A document of an account. */
export const InvoiceView = Type.Object({
  number: Type.String(),
  kind: Type.Enum(['invoice', 'credit-note']),
  month: Type.String(),
  issuedAt: Seconds,
  dueDay: Type.String(),
  currency: Type.String(),
  net: Type.Integer(),
  taxRate: Type.Integer({ description: 'Hundredths of a percent.' }),
  tax: Type.Integer(),
  total: Type.Integer(),
  corrects: Type.Union([Type.String(), Type.Null()], { description: 'The invoice that a credit note corrects.' }),
})

export const INVOICE_EXAMPLE: Static<typeof InvoiceView> = {
  number: 'INV-2026-000001',
  kind: 'invoice',
  month: '2026-01',
  issuedAt: 1_769_893_200,
  dueDay: '2026-02-15',
  currency: 'EUR',
  net: 18_600,
  taxRate: 1900,
  tax: 3534,
  total: 22_134,
  corrects: null,
}

/** The documents of an account, newest first. */
export async function invoiceViews(
  account: string,
  { store }: Pick<Ports, 'store'>,
): Promise<Static<typeof InvoiceView>[]> {
  const found = await store.read(invoicesOf, { account, after: '', limit: 1000 })
  return found
    .sort((a, b) => b.issued_at - a.issued_at || (a.number < b.number ? 1 : -1))
    .map(({ number, kind, month, issued_at, due_day, currency, net, tax_rate, tax, total, corrects }) => ({
      number,
      kind,
      month,
      issuedAt: seconds(issued_at),
      dueDay: due_day,
      currency,
      net,
      taxRate: tax_rate,
      tax,
      total,
      corrects,
    }))
}

export const statementCursorUnknown = failure({
  code: 'statementCursorUnknown',
  status: 400,
  form: 'problem',
  sentence: 'The cursor is not one that this method gave.',
})
