import { Failure, failure } from '../../base/errors.ts'
import { one, run, sql, type Step } from '../../store/port/operation.ts'
import { acceptSend, type Accepted } from './accept.ts'

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
 * `sendKeyReused`, having changed nothing, when the request differs.
 */
export function* acceptSends(input: { sends: Accepted[]; once?: Once }): Step<string[]> {
  const { sends, once } = input
  const ids = sends.map(({ idMessage }) => idMessage)
  const [first] = sends
  if (once && first) {
    const kept = yield* run(sql`insert into send_once (instance, key, request_hash, ids, at)
      values (${first.instance}, ${once.key}, ${once.requestHash}, ${JSON.stringify(ids)}, ${first.at})
      on conflict (instance, key) do nothing`)
    if (kept === 0) return yield* acceptedBefore(first.instance, once)
  }
  for (const send of sends) yield* acceptSend(send)
  return ids
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
