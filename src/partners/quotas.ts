import type { Deed } from '../audit/audit.ts'
import { failure, Failure } from '../base/errors.ts'
import { QUOTA_NAMES } from '../billing/quotas/limits.ts'
import { raiseQuota } from '../billing/quotas/spend.ts'
import type { Step } from '../store/port/operation.ts'
import { accountUnknown, findAccount } from './accounts.ts'

export const quotaUnknown = failure({
  code: 'quotaUnknown',
  status: 400,
  form: 'problem',
  sentence: `There is no such quota. There are: ${QUOTA_NAMES.join(', ')}.`,
})

/** Throws `quotaUnknown`. */
export function checkQuotaName(name: string): void {
  if (!QUOTA_NAMES.includes(name)) throw new Failure(quotaUnknown)
}

/** Raises a quota of an account, audited. Throws `accountUnknown` or `quotaUnknown`. */
export function* raiseQuotaOf(input: { account: string; name: string; value: number; deed: Deed }): Step<void> {
  checkQuotaName(input.name)
  if (!(yield* findAccount({ id: input.account }))) throw new Failure(accountUnknown)
  yield* raiseQuota(input)
}
