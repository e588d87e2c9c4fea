import { failure, Failure } from '../../base/errors.ts'
import { one, run, sql, type Step } from '../../store/port/operation.ts'
import { billingDayOf } from '../billing-day.ts'
import { listInForce } from '../tariffs/price-list.ts'

/** A row of `billing_account`: the head of an account's ledger, and how it is billed. Amounts in minor units. */
export interface BillingAccount {
  account: string
  currency: string
  seq: number
  hash: string
  /** The last billing day whose 00:00 was begun, the last instance charged on it, whether all were, and what that came to. */
  night: string
  night_after: number
  night_done: number
  night_charged: number
  night_minor: number
  enrolled_at: number
  /** Due at enrolment for the first month; never a gate. */
  prepaid: number
  /** Hundredths of a percent. */
  tax_rate: number
  /** Days between an invoice and its due date. */
  due_days: number
  /** JSON of the account's legal data. */
  party: string
  credit_limit: number | null
  refuse_over_limit: number
  /** The highest credit threshold in percent that was told since the debt was below it. */
  warned: number
}

/** The account has no ledger yet (never enrolled, never paid, never an instance), or there is no such account. */
export const notBilled = failure({
  code: 'notBilled',
  status: 404,
  form: 'problem',
  sentence: 'The account is not billed yet.',
})

/**
 * The account's row, locked until the commit; made first when missing, with the currency of its price list and with
 * nothing to charge before the next 00:00. Every booking on an account takes this lock first.
 */
export function* lockAccount(input: { account: string; at: number }): Step<BillingAccount> {
  const { account, at } = input
  const found = yield* lock(account)
  if (found) return found
  const day = billingDayOf(at)
  const { currency } = yield* listInForce({ account, day })
  yield* run(sql`
    insert into billing_account (account, currency, seq, hash, night, night_after, night_done, night_charged, night_minor,
      enrolled_at, prepaid, tax_rate, due_days, party, credit_limit, refuse_over_limit, warned)
    values (${account}, ${currency}, 0, '', ${day}, 0, 1, 0, 0, ${at}, 0, 0, 14, '{}', ${null}, 0, 0)
    on conflict (account) do nothing`)
  const made = yield* lock(account)
  if (!made) throw new Error('the billing account was not made')
  return made
}

/** The same for whoever names an account from outside. Throws `notBilled` when there is no such account. */
export function* lockNamed(input: { account: string; at: number }): Step<BillingAccount> {
  yield* checkAccount(input)
  return yield* lockAccount(input)
}

/** The currency an account pays in, also before its first booking. Throws `notBilled` when there is no such account. */
export function* currencyOf(input: { account: string; at: number }): Step<string> {
  const { account, at } = input
  yield* checkAccount(input)
  const row = yield* findBillingAccount({ account })
  return row?.currency ?? (yield* listInForce({ account, day: billingDayOf(at) })).currency
}

function* checkAccount({ account }: { account: string }): Step<void> {
  if (!(yield* one(sql`select id from account where id = ${account}`))) throw new Failure(notBilled)
}

/** The account's row, locked until the commit, when it has one. An update that changes nothing locks on PostgreSQL. */
export function* lock(account: string): Step<BillingAccount | undefined> {
  return yield* one<BillingAccount>(sql`
    update billing_account set seq = seq where account = ${account} returning *`)
}

/** The account's row, unlocked. */
export function* findBillingAccount(input: { account: string }): Step<BillingAccount | undefined> {
  return yield* one<BillingAccount>(sql`select * from billing_account where account = ${input.account}`)
}

/** The same; throws `notBilled` when there is none. */
export function* billedAccount(input: { account: string }): Step<BillingAccount> {
  const found = yield* findBillingAccount(input)
  if (!found) throw new Failure(notBilled)
  return found
}
