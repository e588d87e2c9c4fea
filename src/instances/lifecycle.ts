import { writeAudit, type Deed } from '../audit/audit.ts'
import { failure, Failure } from '../base/errors.ts'
import { chargeFirstDay, lifeBegins, lifeEnds } from '../billing/life.ts'
import { one, run, sql, type Step } from '../store/port/operation.ts'
import { command } from './commands.ts'
import { next } from './counter.ts'
import { instanceById } from './instance.ts'
import { writeHistory } from './state.ts'
import { tellInstance } from './tell-change.ts'

/** The installation has no number range for this cell, messenger and network. */
export const noNumberRange = failure({
  code: 'noNumberRange',
  status: 200,
  form: 'envelope200',
  sentence: 'No free instances',
  envelopeCode: 100,
})

/** A number range belongs to another cell, messenger or network: sandbox numbers must never meet the live network. */
export const foreignNumberRange = failure({
  code: 'foreignNumberRange',
  status: 500,
  form: 'problem',
  sentence: 'The number range belongs to another network, cell or messenger.',
})

export interface NumberRange {
  /** Four digits, the first not 0. */
  prefix: string
  cell: string
  messenger: string
  network: string
}

/** Makes sure a number range exists; throws `foreignNumberRange` when it names something else. */
export function* ensureNumberRange(range: NumberRange): Step<void> {
  yield* run(sql`
    insert into id_prefix (prefix, cell, messenger, network, next_number)
    values (${range.prefix}, ${range.cell}, ${range.messenger}, ${range.network}, 1)
    on conflict (prefix) do nothing`)
  const found = yield* one<NumberRange>(sql`select * from id_prefix where prefix = ${range.prefix}`)
  if (found?.cell !== range.cell || found.messenger !== range.messenger || found.network !== range.network)
    throw new Failure(foreignNumberRange)
}

/**
 * Takes the next idInstance of a range: prefix and at least six digits. It is never given again, whether an instance
 * is made of it or not; it is taken first because sealed values are bound to it.
 */
export function* takeInstanceId(range: Omit<NumberRange, 'prefix'>): Step<{ id: number; prefix: string }> {
  const row = yield* one<{ prefix: string; next_number: number }>(sql`
    update id_prefix set next_number = next_number + 1
    where prefix = (select min(prefix) from id_prefix
      where cell = ${range.cell} and messenger = ${range.messenger} and network = ${range.network})
    returning prefix, next_number`)
  if (!row) throw new Failure(noNumberRange)
  const number = String(row.next_number - 1).padStart(6, '0')
  return { id: Number(`${row.prefix}${number}`), prefix: row.prefix }
}

export interface NewInstance {
  id: number
  prefix: string
  account: string
  /** "" names it `Instance <id>`. */
  name: string
  messenger: string
  network: string
  tariff: string
  tokenHash: string
  /** Sealed with `instanceTokenSeal(id)`. */
  tokenSealed: Uint8Array
  /** JSON of `Settings`, webhookUrlToken sealed. */
  settings: string
  at: number
  expiresAt: number
  /** Start linking at once instead of at the first watcher. */
  link: boolean
  /** The partner's own name of it, "" when absent. */
  externalId?: string
  /** JSON object of the partner's own facts. */
  metadata?: string
}

/**
 * Creates an instance and charges its first billing day. The caller nudges `lease/<id>` afterwards when `link` was
 * asked. Throws `creditLimitReached`.
 */
export function* createInstance(fresh: NewInstance): Step<void> {
  const { id, account, tariff } = fresh
  const revision = yield* next(0, 'revision')
  const at = yield* lifeBegins({ account, at: fresh.at })
  const expiresAt = fresh.expiresAt + (at - fresh.at)
  yield* run(sql`
    insert into instance (id, account, prefix, name, messenger, network, tariff, token_hash, token_sealed, settings,
      proxy_sealed, state, state_reason, state_since, phone, lid, push_name, device_id, linked_at, restricted_until,
      created_at, deleted_at, erased_at, expires_at, revision, external_id, metadata)
    values (${id}, ${fresh.account}, ${fresh.prefix}, ${fresh.name || `Instance ${id}`}, ${fresh.messenger},
      ${fresh.network}, ${fresh.tariff}, ${fresh.tokenHash}, ${fresh.tokenSealed}, ${fresh.settings},
      ${null}, 'notAuthorized', 'created', ${at}, ${null}, ${null}, '', '', ${null}, ${null},
      ${at}, ${null}, ${null}, ${expiresAt}, ${revision}, ${fresh.externalId ?? ''}, ${fresh.metadata ?? '{}'})`)
  yield* writeHistory({ instance: id, state: 'notAuthorized', reason: 'created', phone: null, at })
  yield* chargeFirstDay({ instance: id, account, tariff, at })
  if (fresh.link) yield* command({ instance: id, kind: 'link', detail: '', at })
  const row = yield* instanceById(id)
  if (row) yield* tellInstance(row, 'instance.created', at)
}

/**
 * Deletes an instance of an account: it sends nothing from this commit on and its device is logged out by whoever
 * holds its session. False when it is unknown, another account's or deleted before. The caller nudges `state`,
 * `settings`, `outgoing` and `lease` of the instance.
 */
export function* deleteInstance(input: { id: number; account: string; at: number }): Step<boolean> {
  const { id, account } = input
  const known = yield* instanceById(id)
  // a refusal writes nothing, not even the counter that the change would lock
  if (known?.account !== account || known.deleted_at !== null) return false
  const revision = yield* next(0, 'revision')
  const at = yield* lifeEnds(input)
  const deleted = yield* run(sql`
    update instance set deleted_at = ${at}, state = 'notAuthorized', state_reason = 'deleted', state_since = ${at},
      revision = ${revision}
    where id = ${id} and account = ${account} and deleted_at is null`)
  if (deleted === 0) return false
  const row = yield* instanceById(id)
  yield* writeHistory({ instance: id, state: 'notAuthorized', reason: 'deleted', phone: row?.phone ?? null, at })
  yield* run(sql`delete from link where instance = ${id}`)
  yield* run(sql`delete from link_page where instance = ${id}`)
  yield* run(sql`delete from instance_command where instance = ${id}`)
  yield* command({ instance: id, kind: 'remove', detail: '', at })
  if (row) yield* tellInstance(row, 'instance.deleted', at)
  return true
}

/** Replaces the token of an instance; the old one, and link pages issued under it, stop working with this commit. */
export function* replaceToken(input: {
  instance: number
  tokenHash: string
  tokenSealed: Uint8Array
  deed: Deed
}): Step<void> {
  const { instance, tokenHash, tokenSealed, deed } = input
  const revision = yield* next(0, 'revision')
  const row = yield* one<{ account: string }>(sql`
    update instance set token_hash = ${tokenHash}, token_sealed = ${tokenSealed}, revision = ${revision}
    where id = ${instance} and deleted_at is null returning account`)
  if (!row) return
  yield* run(sql`delete from link_page where instance = ${instance}`)
  const subject = `instance/${instance}`
  yield* writeAudit({ ...deed, account: row.account, action: 'instanceTokenChanged', subject })
}
