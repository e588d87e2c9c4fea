import type { Keyring } from '../base/sealing.ts'
import { all, one, run, sql, type Step } from '../store/port/operation.ts'
import { claimLease } from './lease.ts'
import type { InstanceState } from './instance.ts'

/**
 * starting: waiting for the first QR · qr: scan it · code: type it · pairing: scanned, being established · linked: keys
 * are durable, the session opens · failed, expired, passkeyRequired: over, `reason` says why
 */
export type LinkPhase = 'starting' | 'qr' | 'code' | 'pairing' | 'linked' | 'failed' | 'expired' | 'passkeyRequired'

/** What a watcher of a linking sees. */
export interface Link {
  instance: number
  attempt: string
  phase: LinkPhase
  reason: string
  /** Sealed with `linkSeal`: the text of the QR holds a key of the session to come. */
  qr_sealed: Uint8Array | null
  code_sealed: Uint8Array | null
  /** Digits of the number that the code is for, or is being asked for. */
  code_phone: string | null
  started_at: number
  /** Nothing here is true after it; of a phase that is over: no new attempt starts before it. */
  expires_at: number
  revision: number
}

/** Associated data of a sealed QR or code. */
export function linkSeal(instance: number, what: 'qr' | 'code'): string {
  return `link/${instance}/${what}`
}

/** The text of the QR that an attempt shows; undefined while there is none. */
export function openQr({ instance, qr_sealed: sealed }: Link, keyring: Keyring): string | undefined {
  return sealed === null ? undefined : keyring.open(sealed, linkSeal(instance, 'qr')).toString()
}

/** The code that an attempt shows; undefined while there is none. */
export function openCode({ instance, code_sealed: sealed }: Link, keyring: Keyring): string | undefined {
  return sealed === null ? undefined : keyring.open(sealed, linkSeal(instance, 'code')).toString()
}

/** Phases in which an attempt is under way. */
const LIVE_PHASES: ReadonlySet<LinkPhase> = new Set(['starting', 'qr', 'code', 'pairing', 'linked'])

export function isLive(link: Pick<Link, 'phase'>): boolean {
  return LIVE_PHASES.has(link.phase)
}

/**
 * Claims the lease and opens an attempt in the row that watchers read. Undefined when another node holds the session.
 */
export function* beginLink(input: {
  instance: number
  node: string
  attempt: string
  at: number
  expiresAt: number
  phone: string | null
}): Step<number | undefined> {
  const epoch = yield* claimLease(input)
  if (epoch === undefined) return undefined
  yield* run(sql`
    insert into link (instance, attempt, phase, reason, qr_sealed, code_sealed, code_phone, started_at, expires_at, revision)
    values (${input.instance}, ${input.attempt}, 'starting', '', ${null}, ${null}, ${input.phone}, ${input.at},
      ${input.expiresAt}, 1)
    on conflict (instance) do update set attempt = excluded.attempt, phase = 'starting', reason = '', qr_sealed = null,
      code_sealed = null, code_phone = excluded.code_phone, started_at = excluded.started_at,
      expires_at = excluded.expires_at, revision = link.revision + 1`)
  return epoch
}

interface OfAttempt {
  instance: number
  attempt: string
}

/** The attempt shows a new QR, sealed. */
export function* showQr(input: OfAttempt & { qr: Uint8Array; expiresAt: number }): Step<boolean> {
  return (
    (yield* run(sql`
    update link set qr_sealed = ${input.qr}, revision = revision + 1,
      phase = case when phase = 'code' then 'code' else 'qr' end,
      expires_at = case when phase = 'code' and expires_at > ${input.expiresAt} then expires_at else ${input.expiresAt} end
    where instance = ${input.instance} and attempt = ${input.attempt} and phase in ('starting', 'qr', 'code')`)) === 1
  )
}

/** A code was asked for a number; the former one is void. */
export function* awaitCode(input: OfAttempt & { phone: string }): Step<boolean> {
  return (
    (yield* run(sql`
    update link set code_sealed = null, code_phone = ${input.phone}, revision = revision + 1
    where instance = ${input.instance} and attempt = ${input.attempt} and phase in ('starting', 'qr', 'code')`)) === 1
  )
}

/** The network gave a code; it comes sealed. */
export function* showCode(input: OfAttempt & { code: Uint8Array; expiresAt: number }): Step<boolean> {
  return (
    (yield* run(sql`
    update link set code_sealed = ${input.code}, phase = 'code', expires_at = ${input.expiresAt}, revision = revision + 1
    where instance = ${input.instance} and attempt = ${input.attempt} and phase in ('starting', 'qr', 'code')`)) === 1
  )
}

/** The attempt is pairing, linked or over. QR and code are gone with it. */
export function* moveLink(input: OfAttempt & { phase: LinkPhase; reason: string; expiresAt: number }): Step<boolean> {
  return (
    (yield* run(sql`
    update link set phase = ${input.phase}, reason = ${input.reason}, qr_sealed = null,
      code_sealed = null,
      expires_at = ${input.expiresAt}, revision = revision + 1
    where instance = ${input.instance} and attempt = ${input.attempt}`)) === 1
  )
}

/** The session is open, or there is nothing to link: watchers look at the instance's state. */
export function* endLink(input: { instance: number }): Step<void> {
  yield* run(sql`delete from link where instance = ${input.instance}`)
}

/** What a watcher needs to know: state of the instance and its attempt, if any. */
export interface LinkView {
  state: InstanceState
  reason: string
  phone: string | null
  deleted: boolean
  link: Link | undefined
}

/** Undefined when the instance is unknown. */
export function* readLink(input: { instance: number }): Step<LinkView | undefined> {
  const row = yield* one<{
    state: InstanceState
    state_reason: string
    phone: string | null
    deleted_at: number | null
  }>(sql`select state, state_reason, phone, deleted_at from instance where id = ${input.instance}`)
  if (!row) return undefined
  const link = yield* one<Link>(sql`select * from link where instance = ${input.instance}`)
  return { state: row.state, reason: row.state_reason, phone: row.phone, deleted: row.deleted_at !== null, link }
}

/** Older attempts are begun anew by their watchers, if any are left. */
const RECENT = 120_000

/** Attempts that were under way on this node when it was stopped, and those of nodes that died; they begin anew. */
export function* interruptedLinks(input: { node: string; at: number; limit: number }): Step<number[]> {
  const rows = yield* all<{ instance: number }>(sql`
    select k.instance from link k
      left join lease l on l.instance = k.instance
      left join node n on n.id = l.node
    where k.phase in ('starting', 'qr', 'code') and k.expires_at > ${input.at - RECENT}
      and (l.instance is null or l.node = '' or l.node = ${input.node} or n.id is null or n.until <= ${input.at})
    order by k.instance limit ${input.limit}`)
  return rows.map((row) => row.instance)
}
