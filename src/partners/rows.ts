import { writeAudit, type Deed } from '../audit/audit.ts'
import { checkDeveloperInstances } from '../billing/quotas/spend.ts'
import type { ShownQuote } from '../billing/tariffs/period.ts'
import { tariffKind } from '../billing/tariffs/tariff.ts'
import { next } from '../instances/counter.ts'
import { createInstance, noNumberRange, type NewInstance } from '../instances/lifecycle.ts'
import type { Instance } from '../instances/instance.ts'
import { createPaid } from '../instances/plan.ts'
import { failure, Failure } from '../base/errors.ts'
import { all, allPlain, list, one, run, sql, type Step } from '../store/port/operation.ts'

/** An Idempotency-Key came again with another request. */
export const keyReused = failure({
  code: 'keyReused',
  status: 200,
  form: 'envelope200',
  sentence: 'This Idempotency-Key was used with another request',
  envelopeCode: 409,
})

export const metadataRefused = failure({
  code: 'metadataRefused',
  status: 200,
  form: 'envelope200',
  sentence: 'metadata is longer than 4096 characters as JSON',
  envelopeCode: 400,
})

/** Throws `metadataRefused`. */
export function checkMetadata(metadata: object | undefined): void {
  if (metadata && JSON.stringify(metadata).length > 4096) throw new Failure(metadataRefused)
}

export interface IdempotentCall {
  account: string
  key: string
  method: string
  /** Keyed hash of the request. */
  requestHash: string
}

/** Associated data of a kept, sealed answer. */
export function replySeal({ account, key }: Pick<IdempotentCall, 'account' | 'key'>): string {
  return `idempotency/${account}/${key}`
}

/** The sealed answer of a call made before; undefined for a new key. Throws `keyReused` when the request differs. */
export function* findReply(call: IdempotentCall): Step<Uint8Array | undefined> {
  const row = yield* one<{ method: string; request_hash: string; reply_sealed: Uint8Array }>(sql`
    select method, request_hash, reply_sealed from idempotency
    where account = ${call.account} and key = ${call.key}`)
  if (!row) return undefined
  if (row.method !== call.method || row.request_hash !== call.requestHash) throw new Failure(keyReused)
  return row.reply_sealed
}

/**
 * Creates an instance; with an idempotency key the answer is kept, and a call that came first wins: its sealed answer
 * is returned and nothing is created.
 */
export function* createOnce(input: {
  instance: NewInstance
  once?: IdempotentCall & { replySealed: Uint8Array }
  /** Most instances that live at a time on the installation. */
  cap?: number
}): Step<Uint8Array | undefined> {
  const { instance, once } = input
  if (once) {
    const kept = yield* run(sql`
      insert into idempotency (account, key, method, request_hash, reply_sealed, at)
      values (${once.account}, ${once.key}, ${once.method}, ${once.requestHash}, ${once.replySealed}, ${instance.at})
      on conflict (account, key) do nothing`)
    if (kept === 0) return yield* findReply(once)
  }
  yield* checkCap(instance.account)
  yield* createInstance(instance)
  yield* checkInstallation(input.cap)
  return undefined
}

/** Throws the contract's code 100 when more instances live than the installation may hold; the new one is counted. */
function* checkInstallation(cap: number | undefined): Step<void> {
  if (cap === undefined) return
  // creations come one after the other here: each holds the counter of revisions
  const living = yield* one<{ living: number }>(sql`select count(*) as living from instance where deleted_at is null`)
  if ((living?.living ?? 0) > cap) throw new Failure(noNumberRange)
}

/** Throws the contract's code 100 when the account has as many living instances as the operator lets it have. */
function* checkCap(account: string): Step<void> {
  const bound = yield* one<{ instance_cap: number | null }>(sql`select instance_cap from account where id = ${account}`)
  if (!bound || bound.instance_cap === null) return
  // the account's row is locked: two creations at once count one after the other
  yield* run(sql`update account set instance_cap = instance_cap where id = ${account}`)
  const living = yield* one<{ living: number }>(sql`
    select count(*) as living from instance where account = ${account} and deleted_at is null`)
  if ((living?.living ?? 0) >= bound.instance_cap) throw new Failure(noNumberRange)
}

/**
 * Creates an instance by hand: free, by the day, or with its first Business period paid, and says who did it, in one
 * commit. Throws the contract's code 100, `developerInstancesUsed`, and what `createPaid` throws.
 */
export function* createHere(input: {
  instance: NewInstance
  plan?: { months: number; id: string; shown: ShownQuote }
  cap?: number
  deed: Deed
}): Step<void> {
  const { instance, plan, deed } = input
  const { id, account, tariff } = instance
  // of two creations at once one counts after the other
  yield* run(sql`update account set instance_cap = instance_cap where id = ${account}`)
  yield* checkCap(account)
  if (tariffKind(tariff) === 'developer') yield* checkDeveloperInstances({ account })
  if (plan) yield* createPaid({ instance, ...plan })
  else yield* createInstance(instance)
  yield* checkInstallation(input.cap)
  const subject = `instance/${id}`
  yield* writeAudit({ ...deed, account, action: 'instanceCreated', subject, detail: { tariff } })
}

/** Renames an instance or changes what its partner notes of it; what is absent stays. The row, if there is one. */
export function* updateInstanceRow(input: {
  account: string
  id: number
  name?: string
  externalId?: string
  metadata?: string
}): Step<Instance | undefined> {
  const { account, id } = input
  const row = yield* instanceOf({ account, id })
  if (!row || row.deleted_at !== null) return undefined
  const revision = yield* next(0, 'revision')
  const { name = row.name, externalId = row.external_id, metadata = row.metadata } = input
  yield* run(sql`
    update instance set name = ${name}, external_id = ${externalId}, metadata = ${metadata}, revision = ${revision}
    where id = ${id}`)
  return { ...row, name, external_id: externalId, metadata, revision }
}

/** Deletes kept answers older than `before`, at most `limit`; how many. */
export function* purgeReplies(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`
    delete from idempotency where (account, key) in (
      select account, key from idempotency where at < ${input.before} limit ${input.limit})`)
}

/** What a list shows of an instance: each column more would cost a list of thousands some milliseconds. */
export type ListedInstance = Pick<
  Instance,
  | 'id'
  | 'name'
  | 'messenger'
  | 'tariff'
  | 'token_hash'
  | 'state'
  | 'phone'
  | 'created_at'
  | 'deleted_at'
  | 'expires_at'
  | 'revision'
  | 'external_id'
  | 'metadata'
>

const LISTED = sql`select id, name, messenger, tariff, token_hash, state, phone, created_at, deleted_at, expires_at,
  revision, external_id, metadata from instance`

type SealedToken = Pick<Instance, 'id' | 'token_hash' | 'token_sealed'>

/** Sealed tokens of instances. */
export function* sealedTokens(input: { instances: readonly number[] }): Step<SealedToken[]> {
  return yield* all<SealedToken>(sql`
    select id, token_hash, token_sealed from instance where id in ${list(input.instances)}`)
}

/** Instances of an account that live or were deleted after `deletedSince`, behind an id, in its order: one page. */
export function* instancesOf(input: {
  account: string
  deletedSince: number
  after: number
  limit: number
}): Step<ListedInstance[]> {
  return yield* allPlain<ListedInstance>(sql`${LISTED}
    where account = ${input.account} and id > ${input.after}
      and (deleted_at is null or deleted_at > ${input.deletedSince})
    order by id limit ${input.limit}`)
}

/** The same in the order of their last change, after a revision: one page. */
export function* changedInstances(input: {
  account: string
  deletedSince: number
  after: number
  limit: number
}): Step<ListedInstance[]> {
  return yield* allPlain<ListedInstance>(sql`${LISTED}
    where account = ${input.account} and revision > ${input.after}
      and (deleted_at is null or deleted_at > ${input.deletedSince})
    order by revision limit ${input.limit}`)
}

/** One instance of an account, listed or not. */
export function* instanceOf(input: { account: string; id: number }): Step<Instance | undefined> {
  return yield* one<Instance>(sql`select * from instance where id = ${input.id} and account = ${input.account}`)
}
