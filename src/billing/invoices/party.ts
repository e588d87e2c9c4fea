import { one, run, sql, type Step } from '../../store/port/operation.ts'
import { findBillingAccount, lockAccount } from '../ledger/billing-account.ts'
import { writeAudit, type Deed } from '../../audit/audit.ts'

/** Who sells or buys, as an invoice prints it. Empty fields are left out. */
export interface Party {
  name: string
  /** Lines of the postal address. */
  address: readonly string[]
  taxId: string
  email: string
  /** How to pay: bank account and the like; the seller's. */
  payment: string
}

const SELLER = 'billing.seller'
const NOBODY: Party = { name: '', address: [], taxId: '', email: '', payment: '' }

/** A stored party. */
export function readParty(text: string | undefined): Party {
  return { ...NOBODY, ...(JSON.parse(text ?? '{}') as Partial<Party>) }
}

/** The operator of this installation as a seller. */
export function* seller(): Step<Party> {
  const row = yield* one<{ value: string }>(sql`select value from setting where name = ${SELLER}`)
  return readParty(row?.value)
}

/** Sets the seller. Documents that were issued keep what they say. */
export function* setSeller({ party, deed }: { party: Party; deed: Deed }): Step<void> {
  yield* run(sql`
    insert into setting (name, value) values (${SELLER}, ${JSON.stringify(party)})
    on conflict (name) do update set value = excluded.value`)
  yield* writeAudit({ ...deed, account: null, action: 'sellerChanged', subject: 'setting/seller' })
}

/** Drops the e-mail address of a buyer; name, address and tax number stay for the documents that are still to come. */
export function* forgetContact({ account }: { account: string }): Step<void> {
  const row = yield* findBillingAccount({ account })
  if (!row) return
  const party: Party = { ...readParty(row.party), email: '' }
  yield* run(sql`update billing_account set party = ${JSON.stringify(party)} where account = ${account}`)
}

/** How an account is billed. What is absent stays as it is. Amounts in minor units. */
export interface Terms {
  account: string
  party?: Party
  prepaid?: number
  /** Hundredths of a percent. */
  taxRate?: number
  dueDays?: number
  /** null: none. */
  creditLimit?: number | null
  refuseOverLimit?: boolean
  deed: Deed
}

/** Sets how an account is billed, from now on. */
export function* setTerms(terms: Terms): Step<void> {
  const { account, deed } = terms
  const row = yield* lockAccount({ account, at: deed.at })
  const limit = terms.creditLimit === undefined ? row.credit_limit : terms.creditLimit
  const refuse = terms.refuseOverLimit === undefined ? row.refuse_over_limit : Number(terms.refuseOverLimit)
  yield* run(sql`
    update billing_account set party = ${terms.party ? JSON.stringify(terms.party) : row.party},
      prepaid = ${terms.prepaid ?? row.prepaid}, tax_rate = ${terms.taxRate ?? row.tax_rate},
      due_days = ${terms.dueDays ?? row.due_days}, credit_limit = ${limit}, refuse_over_limit = ${refuse}
    where account = ${account}`)
  const { deed: _deed, account: _account, party, ...figures } = terms
  const detail = { ...figures, ...(party ? { party: party.name } : {}) }
  yield* writeAudit({ ...deed, account, action: 'termsChanged', subject: `account/${account}`, detail })
}
