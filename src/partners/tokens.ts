import { writeAudit, type Deed } from '../audit/audit.ts'
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

export const tokenRevealed = failure({
  code: 'tokenRevealed',
  status: 409,
  form: 'problem',
  sentence: 'This token was shown before. Rotate it to get a new value.',
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
  /** JSON list of CIDR ranges it may be used from; [] any. */
  addresses: string
  /** JSON of settings that new instances get unless the call says otherwise. */
  template: string
  /** When its value was shown; it is shown once. */
  revealed_at: number | null
}

/** A new token. `id` comes from `mintId`; the value is sealed with `partnerTokenSeal(id)`. */
export interface NewToken {
  id: string
  account: string
  name: string
  tokenHash: string
  tokenSealed: Uint8Array
  writable: boolean
  expiresAt: number | null
  addresses?: string
  template?: string
  /** Whoever issues it sees the value; otherwise its owner may reveal it once. */
  revealed: boolean
  deed: Deed
}

/** Issues a token to a partner account. Throws `accountUnknown`, `notPartner` or `tokenTaken`. */
export function* issueToken(fresh: NewToken): Step<void> {
  yield* insertToken(fresh)
  const { id, name, writable, account, deed } = fresh
  const detail = { name, writable, addresses: fresh.addresses ?? '[]' }
  yield* writeAudit({ ...deed, account, action: 'tokenIssued', subject: `token/${id}`, detail })
}

function* insertToken(fresh: NewToken): Step<void> {
  const account = yield* findAccount({ id: fresh.account })
  if (!account) throw new Failure(accountUnknown)
  if (account.kind !== 'partner') throw new Failure(notPartner)
  const issued = yield* run(sql`
    insert into partner_token (id, account, name, token_hash, token_sealed, writable, created_at, expires_at, revoked_at,
      last_used_at, addresses, template, revealed_at)
    values (${fresh.id}, ${fresh.account}, ${fresh.name}, ${fresh.tokenHash}, ${fresh.tokenSealed},
      ${fresh.writable ? 1 : 0}, ${fresh.deed.at}, ${fresh.expiresAt}, ${null}, ${null}, ${fresh.addresses ?? '[]'},
      ${fresh.template ?? '{}'}, ${fresh.revealed ? fresh.deed.at : null})
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
  overlapUntil: number
  /** Only a token of this account; any when absent. */
  account?: string
  deed: Deed
}): Step<PartnerToken> {
  const old = yield* one<PartnerToken>(sql`select * from partner_token where id = ${input.old}`)
  if (!old || old.revoked_at !== null || (input.account ?? old.account) !== old.account) throw new Failure(tokenUnknown)
  const until = Math.min(old.expires_at ?? input.overlapUntil, input.overlapUntil)
  yield* run(sql`update partner_token set expires_at = ${until} where id = ${old.id}`)
  yield* insertToken({
    id: input.id,
    account: old.account,
    name: old.name,
    tokenHash: input.tokenHash,
    tokenSealed: input.tokenSealed,
    writable: old.writable === 1,
    addresses: old.addresses,
    template: old.template,
    revealed: true,
    expiresAt: null,
    deed: input.deed,
  })
  yield* writeAudit({
    ...input.deed,
    account: old.account,
    action: 'tokenRotated',
    subject: `token/${old.id}`,
    detail: { by: `token/${input.id}`, until },
  })
  return old
}

/** Revokes a token at once. Throws `tokenUnknown`. */
export function* revokeToken(input: { id: string; account?: string; deed: Deed }): Step<void> {
  const { id, deed } = input
  const token = yield* tokenById(input)
  const revoked = yield* run(sql`
    update partner_token set revoked_at = ${deed.at} where id = ${id} and revoked_at is null`)
  if (revoked === 0) throw new Failure(tokenUnknown)
  yield* writeAudit({ ...deed, account: token.account, action: 'tokenRevoked', subject: `token/${id}` })
}

/** A token by id, of one account or any. Throws `tokenUnknown`. */
function* tokenById({ id, account }: { id: string; account?: string }): Step<PartnerToken> {
  const token = yield* one<PartnerToken>(sql`select * from partner_token where id = ${id}`)
  if (!token || (account ?? token.account) !== token.account) throw new Failure(tokenUnknown)
  return token
}

/** Changes what a token is called, where it works and what it may. Throws `tokenUnknown`. */
export function* updateToken(input: {
  id: string
  account: string
  name: string
  writable: boolean
  addresses: string
  template: string
  deed: Deed
}): Step<void> {
  const { id, account, name, writable, addresses, template, deed } = input
  const token = yield* tokenById(input)
  if (token.revoked_at !== null) throw new Failure(tokenUnknown)
  yield* run(sql`
    update partner_token set name = ${name}, writable = ${writable ? 1 : 0}, addresses = ${addresses},
      template = ${template} where id = ${id}`)
  const detail = { name, writable, addresses }
  yield* writeAudit({ ...deed, account, action: 'tokenChanged', subject: `token/${id}`, detail })
}

/** Marks a token's value as shown: the row is answered once, then `tokenRevealed`. Throws `tokenUnknown`. */
export function* revealToken(input: { id: string; account: string; deed: Deed }): Step<PartnerToken> {
  const { id, account, deed } = input
  const token = yield* tokenById(input)
  if (token.revoked_at !== null) throw new Failure(tokenUnknown)
  const shown = yield* run(sql`
    update partner_token set revealed_at = ${deed.at} where id = ${id} and revealed_at is null`)
  if (shown === 0) throw new Failure(tokenRevealed)
  yield* writeAudit({ ...deed, account, action: 'tokenRevealed', subject: `token/${id}` })
  return token
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
