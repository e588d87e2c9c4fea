import { Type, type Static } from 'typebox'
import { readParty } from '../../billing/invoices/party.ts'
import type { AccountTerms } from '../../billing/statements/terms.ts'

const Party = Type.Object({
  name: Type.String({ maxLength: 200 }),
  address: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 8, description: 'Lines of the postal address.' }),
  taxId: Type.String({ maxLength: 60 }),
  email: Type.String({ maxLength: 254 }),
})

const MAX_AMOUNT = 1_000_000_000_000

/** How an account is billed, as an operator sets it; amounts in minor units. */
export const termsFields = {
  buyer: Party,
  prepaid: Type.Integer({
    minimum: 0,
    maximum: MAX_AMOUNT,
    description: 'Due at enrolment for the first month; no gate.',
  }),
  taxRate: Type.Integer({ minimum: 0, maximum: 10_000, description: 'Hundredths of a percent.' }),
  dueDays: Type.Integer({ minimum: 0, maximum: 365, description: 'Days between an invoice and its due date.' }),
  creditLimit: Type.Union([Type.Integer({ minimum: 0, maximum: MAX_AMOUNT }), Type.Null()], {
    description: 'The account is told at 50, 70, 90 and 100 % of it. null: none.',
  }),
  refuseOverLimit: Type.Boolean({ description: 'Whether a used-up limit refuses new instances.' }),
}

export const TermsView = Type.Object({
  ...termsFields,
  currency: Type.String(),
  list: Type.String({ description: 'The price list it pays by today.' }),
  assigned: Type.Array(Type.Object({ list: Type.String(), from: Type.String({ description: 'Billing day.' }) }), {
    description: 'Lists that were assigned to it, the earliest first; none: it pays by `standard`.',
  }),
})

export const TERMS_EXAMPLE: Static<typeof TermsView> = {
  buyer: { name: 'Example Ltd', address: ['1 Quay Street'], taxId: 'EX123', email: 'books@example.org' },
  prepaid: 0,
  taxRate: 1900,
  dueDays: 14,
  creditLimit: 50_000,
  refuseOverLimit: false,
  currency: 'EUR',
  list: 'standard',
  assigned: [],
}

/** The terms as they are answered. */
export function termsView({ row, list, assigned }: AccountTerms): Static<typeof TermsView> {
  const { name, address, taxId, email } = readParty(row?.party)
  return {
    buyer: { name, address: [...address], taxId, email },
    prepaid: row?.prepaid ?? 0,
    taxRate: row?.tax_rate ?? 0,
    dueDays: row?.due_days ?? 14,
    creditLimit: row?.credit_limit ?? null,
    refuseOverLimit: row?.refuse_over_limit === 1,
    currency: row?.currency ?? list.currency,
    list: list.id,
    assigned: assigned.map(({ list: id, valid_from: from }) => ({ list: id, from })),
  }
}
