import type { Deed } from '../audit/audit.ts'
import { replaceToken } from '../instances/lifecycle.ts'
import type { Step } from '../store/port/operation.ts'
import { instanceOf } from './rows.ts'

/** Replaces the token of an account's instance, audited. False when there is no such instance. */
export function* changeToken(input: {
  id: number
  account: string
  tokenHash: string
  tokenSealed: Uint8Array
  deed: Deed
}): Step<boolean> {
  const { id, account, tokenHash, tokenSealed, deed } = input
  const row = yield* instanceOf({ account, id })
  if (!row || row.deleted_at !== null) return false
  yield* replaceToken({ instance: id, tokenHash, tokenSealed, deed })
  return true
}
