import { Failure, failure } from '../../base/errors.ts'
import { spendQuota, type QuotaCall } from '../../billing/quotas/spend.ts'
import { chatIdsOfPeer, readPeer } from '../../instances/peers.ts'
import { one, run, sql, type Step } from '../../store/port/operation.ts'
import { acceptSend, type Accepted } from './accept.ts'
import { checkTiming } from './lanes.ts'

/** An Idempotency-Key came again with another request. */
export const sendKeyReused = failure({
  code: 'sendKeyReused',
  status: 409,
  form: 'problem',
  sentence: 'This Idempotency-Key was used with another request',
})

/** A call that carries an Idempotency-Key. */
export interface Once {
  key: string
  /** Keyed hash of method and request. */
  requestHash: string
}

/**
 * Accepts sends of one instance in one transaction, in their order; answers their ids. With a key, a call that was
 * accepted before is answered with the ids it got then and nothing is queued; keys live a day at least. Throws
 * `sendKeyReused` when the request differs, and what `checkTiming` and `spendQuota` throw; then nothing is changed.
 * `quota` is what the call counts as; one that is answered as before counts for nothing, and its time may be over.
 */
export function* acceptSends(input: { sends: Accepted[]; once?: Once; quota?: QuotaCall }): Step<string[]> {
  const { sends, once, quota } = input
  const ids = sends.map(({ idMessage }) => idMessage)
  const [first] = sends
  if (once && first) {
    const kept = yield* run(sql`insert into send_once (instance, key, request_hash, ids, at)
      values (${first.instance}, ${once.key}, ${once.requestHash}, ${JSON.stringify(ids)}, ${first.at})
      on conflict (instance, key) do nothing`)
    if (kept === 0) return yield* acceptedBefore(first.instance, once)
  }
  for (const send of sends) {
    if (send.timing) checkTiming(send.timing, send.at)
    yield* acceptSend(send)
  }
  if (quota) yield* spendQuota(first ? yield* underAllNames(quota, first) : quota)
  return ids
}

/** A person counts as one chat, also when it was written to under the other name before. */
function* underAllNames(quota: QuotaCall, { instance, to }: Accepted): Step<QuotaCall> {
  const peer = quota.chat === undefined ? undefined : yield* readPeer({ instance, address: to })
  return peer ? { ...quota, names: chatIdsOfPeer(peer) } : quota
}

function* acceptedBefore(instance: number, once: Once): Step<string[]> {
  const row = yield* one<{ request_hash: string; ids: string }>(sql`select request_hash, ids from send_once
    where instance = ${instance} and key = ${once.key}`)
  if (row?.request_hash !== once.requestHash) throw new Failure(sendKeyReused)
  return JSON.parse(row.ids) as string[]
}

/** Forgets keys older than `before`, at most `limit`; how many. */
export function* purgeSendKeys(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`delete from send_once where (instance, key) in (
    select instance, key from send_once where at < ${input.before} limit ${input.limit})`)
}
