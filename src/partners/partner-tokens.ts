import { failure, Failure } from '../base/errors.ts'
import { mintId, mintPartnerToken, PARTNER_TOKEN } from '../base/ids.ts'
import type { Deed } from '../audit/audit.ts'
import type { Ports } from '../contract/ports.ts'
import { isRange } from './addresses.ts'
import { issueToken, rotateToken, type PartnerToken } from './tokens.ts'

/** A value given by the operator that is no partner token. */
export const tokenMalformed = failure({
  code: 'tokenMalformed',
  status: 400,
  form: 'problem',
  sentence: 'A partner token is `gac.` and 32 to 64 of 0-9a-f.',
})

export const rangeMalformed = failure({
  code: 'rangeMalformed',
  status: 400,
  form: 'problem',
  sentence: 'Addresses are IP addresses or CIDR ranges, such as 203.0.113.0/24.',
})

/** Associated data of a sealed partner token. */
export function partnerTokenSeal(id: string): string {
  return `partner_token/${id}`
}

type Deps = Pick<Ports, 'store' | 'keyring' | 'clock'>

/** A token to issue. `value`: a well-formed one that a partner who moves in has already. */
export interface TokenOrder {
  account: string
  name: string
  writable?: boolean
  expiresAt?: number
  value?: string
  addresses?: readonly string[]
  template?: object
  revealed?: boolean
  deed: Deed
}

/**
 * Issues a token and returns its value. `value`: a well-formed one to use instead of a fresh one. Rejects with
 * `tokenMalformed` and what `issueToken` throws.
 */
export async function issuePartnerToken(
  { store, keyring, clock }: Deps,
  request: TokenOrder,
): Promise<{ id: string; token: string }> {
  const token = request.value ?? mintPartnerToken()
  if (!PARTNER_TOKEN.test(token)) throw new Failure(tokenMalformed)
  checkRanges(request.addresses)
  const at = clock.now()
  const id = mintId(at)
  await store.write(issueToken, {
    id,
    account: request.account,
    name: request.name,
    tokenHash: keyring.lookup(token),
    tokenSealed: keyring.seal(Buffer.from(token), partnerTokenSeal(id)),
    writable: request.writable ?? true,
    addresses: JSON.stringify(request.addresses ?? []),
    template: JSON.stringify(request.template ?? {}),
    revealed: request.revealed ?? true,
    deed: request.deed,
    expiresAt: request.expiresAt ?? null,
  })
  return { id, token }
}

/** Replaces a token; the old one works for `overlapMs` more. Returns the new value. */
export async function rotatePartnerToken(
  { store, keyring, clock }: Deps,
  request: { id: string; overlapMs: number; account?: string; deed: Deed },
): Promise<{ id: string; token: string }> {
  const token = mintPartnerToken()
  const at = clock.now()
  const id = mintId(at)
  await store.write(rotateToken, {
    old: request.id,
    id,
    tokenHash: keyring.lookup(token),
    tokenSealed: keyring.seal(Buffer.from(token), partnerTokenSeal(id)),
    overlapUntil: at + request.overlapMs,
    ...(request.account === undefined ? {} : { account: request.account }),
    deed: request.deed,
  })
  return { id, token }
}

/** Throws `rangeMalformed`. */
export function checkRanges(ranges: readonly string[] = []): void {
  const wrong = ranges.find((range) => !isRange(range))
  if (wrong !== undefined) throw new Failure(rangeMalformed)
}

/** The value of a token, for its owner. */
export function readPartnerToken(
  row: Pick<PartnerToken, 'id' | 'token_sealed'>,
  { keyring }: Pick<Ports, 'keyring'>,
): string {
  return keyring.open(row.token_sealed, partnerTokenSeal(row.id)).toString()
}
