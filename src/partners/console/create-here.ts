import { failure, Failure } from '../../base/errors.ts'
import { creditLimitReached } from '../../billing/life.ts'
import type { Ports } from '../../contract/ports.ts'
import { noNumberRange } from '../../instances/lifecycle.ts'
import type { AccountCaller } from './console-method.ts'

/** The programme's rule: partners create by the API alone, unless their operator allows the console. */
export const createByApi = failure({
  code: 'createByApi',
  status: 409,
  form: 'problem',
  sentence: 'A partner creates instances by the API, not in the console. The call is in `detail.call`.',
})

export const noRange = failure({ ...noNumberRange, code: 'noNumberRangeHere', status: 409, form: 'problem' })
export const overLimit = failure({
  ...creditLimitReached,
  code: 'creditLimitReachedHere',
  status: 409,
  form: 'problem',
})

/** A partner account makes what is paid by the day. */
export const tariffNotHere = failure({
  code: 'tariffNotHere',
  status: 409,
  form: 'problem',
  sentence: 'Instances of a partner account are paid by the day: no other tariff can be chosen for a new one.',
})

/** Throws `createByApi` with the call to copy, unless the operator allows the console to this account. */
export function refuseByApi(
  { account }: AccountCaller,
  { method, body }: { method: string; body: object },
  { policy }: Ports,
): void {
  if (account.kind === 'standard' || account.console_creation === 1) return
  const url = `${policy.addresses.apiUrl}/partner/${method}/{{partnerToken}}`
  const json = JSON.stringify(body).replaceAll("'", "'\\''")
  const call = `curl -X POST '${url}' -H 'Content-Type: application/json' -d '${json}'`
  throw new Failure(createByApi, { detail: { call, verb: 'POST', url, body } })
}

/** A failure of creation as the console tells it; any other as it is. */
export function saidHere(error: unknown): unknown {
  if (!(error instanceof Failure)) return error
  if (error.kind === noNumberRange) return new Failure(noRange, { cause: error })
  if (error.kind === creditLimitReached) return new Failure(overLimit, { cause: error })
  return error
}
