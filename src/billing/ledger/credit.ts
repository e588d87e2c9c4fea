import { tellPartner } from '../../contract/partner-event.ts'
import { run, sql, type Step } from '../../store/port/operation.ts'
import { balanceOf } from './append.ts'
import type { BillingAccount } from './billing-account.ts'

/** Percent of the credit limit at which an account is told of its debt. */
export const CREDIT_LEVELS = [50, 70, 90, 100] as const

/** The highest level that a debt has reached; 0 below all of them. */
export function creditLevel(balance: number, limit: number): number {
  return CREDIT_LEVELS.findLast((level) => -balance * 100 >= level * limit) ?? 0
}

/**
 * Tells an account that its debt has reached another credit level: once for each rise, again after it fell below. An
 * account without a limit is told nothing. `event` tells this occasion from every other.
 */
export function* watchCredit(input: { row: BillingAccount; balance: number; event: string; at: number }): Step<void> {
  const { row, balance, event, at } = input
  const { account, currency, credit_limit: limit, warned } = row
  if (limit === null || limit <= 0) return
  const reached = creditLevel(balance, limit)
  if (reached === warned) return
  yield* run(sql`update billing_account set warned = ${reached} where account = ${account}`)
  if (reached < warned) return
  const data = { percent: reached, balance, creditLimit: limit, currency }
  yield* tellPartner({ id: `credit-${event}`, account, type: 'account.creditThreshold', data, at })
}

/** Whether the operator wants no further instances for this debt. */
export function* creditExhausted(row: BillingAccount): Step<boolean> {
  if (row.refuse_over_limit === 0 || row.credit_limit === null) return false
  return -(yield* balanceOf({ account: row.account })) >= row.credit_limit
}
