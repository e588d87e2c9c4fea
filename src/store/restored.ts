import { run, sql, type Step } from './port/operation.ts'

/** Reason of queue rows that a restore parked. */
export const RESTORED_REASON = 'restored from a backup: whether the message was sent since is unknown'

/** Sequences that clients remember go on this far behind the backup's value, so that nothing is numbered twice. */
const RECEIPTS_SKIPPED = 1_000_000
const REVISIONS_SKIPPED = 1_000_000_000
const INSTANCES_SKIPPED = 10_000

export interface RestoreReport {
  /** Queue rows that wait for a person: they may have been sent after the backup. */
  parked: number
  /** Instances whose sending waits until an operator resumes it. */
  paused: number
  /** Sessions whose keys may have moved on since. */
  stale: number
}

/**
 * What a restored database must forget or distrust, since the world went on after the backup. Every queue is paused;
 * what was queued is parked, never sent by itself; sessions are marked stale; receipts, revisions and idInstance
 * numbers that were given out after the backup are not given again.
 */
export function* markRestored(input: { at: number }): Step<RestoreReport> {
  const parked = yield* run(sql`update outgoing set state = 'parked', reason = ${RESTORED_REASON}
    where state in ('accepted', 'handed')`)
  yield* run(sql`update journal set status = 'failed', status_text = ${RESTORED_REASON}, status_at = ${input.at}
    where status = 'pending' and (instance, id_message) in
      (select instance, id_message from outgoing where state = 'parked' and reason = ${RESTORED_REASON})`)
  const paused = yield* run(sql`insert into outgoing_pace (instance, last_sent_at, paused)
    select id, 0, 1 from instance where deleted_at is null
    on conflict (instance) do update set paused = outgoing_pace.paused | 1`)
  const stale = yield* run(sql`update session_creds set stale = 1`)
  yield* run(sql`update counter set value = value + ${RECEIPTS_SKIPPED} where name = 'receipt'`)
  yield* run(sql`update counter set value = value + ${REVISIONS_SKIPPED} where name = 'revision'`)
  yield* run(sql`update id_prefix set next_number = next_number + ${INSTANCES_SKIPPED}`)
  return { parked, paused, stale }
}
