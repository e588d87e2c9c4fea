import { failure, Failure } from '../base/errors.ts'
import { all, one, run, sql, type Step } from '../store/port/operation.ts'
import { accountUnknown, findAccount } from './accounts.ts'

/** Only partner accounts hold partner tokens. */
export const notPartner = failure({
  code: 'notPartner',
  status: 409,
  form: 'problem',
  sentence: 'The account is not a partner; enrol it first.',
})

export const tokenUnknown = failure({
  code: 'tokenUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such partner token.',
})

export const tokenTaken = failure({
  code: 'tokenTaken',
  status: 409,
  form: 'problem',
  sentence: 'This value was issued before.',
})

/** A row of `partner_token`; the value itself is only there sealed. */
export interface PartnerToken {
  id: string
  account: string
  name: string
  token_hash: string
  token_sealed: Uint8Array
  /** 0: may read, not create or delete. */
  writable: number
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

/** A new token. `id` comes from `mintId`; the value is sealed with `partnerTokenSeal(id)`. */
export interface NewToken {
  id: string
  account: string
  name: string
  tokenHash: string
  tokenSealed: Uint8Array
  writable: boolean
  at: number
  expiresAt: number | null
}

/** Issues a token to a partner account. Throws `accountUnknown`, `notPartner` or `tokenTaken`. */
export function* issueToken(fresh: NewToken): Step<void> {
  const account = yield* findAccount({ id: fresh.account })
  if (!account) throw new Failure(accountUnknown)
  if (account.kind !== 'partner') throw new Failure(notPartner)
  const issued = yield* run(sql`
    insert into partner_token (id, account, name, token_hash, token_sealed, writable, created_at, expires_at, revoked_at,
      last_used_at)
    values (${fresh.id}, ${fresh.account}, ${fresh.name}, ${fresh.tokenHash}, ${fresh.tokenSealed},
      ${fresh.writable ? 1 : 0}, ${fresh.at}, ${fresh.expiresAt}, ${null}, ${null})
    on conflict (token_hash) do nothing`)
  if (issued === 0) throw new Failure(tokenTaken)
}

/**
 * Puts a new token in the place of another: same account, name and rights; the old one works until `overlapUntil`.
 * Throws `tokenUnknown`, also for a revoked one.
 */
export function* rotateToken(input: {
  old: string
  id: string
  tokenHash: string
  tokenSealed: Uint8Array
  at: number
  overlapUntil: number
}): Step<PartnerToken> {
  const old = yield* one<PartnerToken>(sql`select * from partner_token where id = ${input.old}`)
  if (!old || old.revoked_at !== null) throw new Failure(tokenUnknown)
  const until = Math.min(old.expires_at ?? input.overlapUntil, input.overlapUntil)
  yield* run(sql`update partner_token set expires_at = ${until} where id = ${old.id}`)
  yield* issueToken({
    id: input.id,
    account: old.account,
    name: old.name,
    tokenHash: input.tokenHash,
    tokenSealed: input.tokenSealed,
    writable: old.writable === 1,
    at: input.at,
    expiresAt: null,
  })
  return old
}

/** Revokes a token at once. Throws `tokenUnknown`. */
export function* revokeToken(input: { id: string; at: number }): Step<void> {
  const revoked = yield* run(sql`
    update partner_token set revoked_at = ${input.at} where id = ${input.id} and revoked_at is null`)
  if (revoked === 0) throw new Failure(tokenUnknown)
}

/** Tokens of an account, oldest first. */
export function* listTokens(input: { account: string }): Step<PartnerToken[]> {
  return yield* all<PartnerToken>(
    sql`select * from partner_token where account = ${input.account} order by created_at, id`,
  )
}

/** The token that a look-up hash names, when it works now: not revoked, not expired, its account an active partner. */
export function* findToken(input: { hash: string; at: number }): Step<PartnerToken | undefined> {
  return yield* one<PartnerToken>(sql`
    select t.* from partner_token t join account a on a.id = t.account
    where t.token_hash = ${input.hash} and t.revoked_at is null and (t.expires_at is null or t.expires_at > ${input.at})
      and a.kind = 'partner' and a.status = 'active'`)
}

/** Notes that a token was used. */
export function* touchToken(input: { id: string; at: number }): Step<void> {
  yield* run(sql`update partner_token set last_used_at = ${input.at} where id = ${input.id}`)
}
