import { all, one, run, sql, type Step } from '../store/port/operation.ts'
import type { SealedInboxRow } from './session-state.ts'

/** Rows of the inbox that were not recorded yet, oldest first. */
export function* pendingInbox(input: { instance: number }): Step<SealedInboxRow[]> {
  return yield* all<SealedInboxRow>(sql`
    select id, stanza, plaintext from inbox where instance = ${input.instance} and done_at is null order by seq`)
}

/** A row by id, recorded or not. */
export function* readInboxRow(input: { instance: number; id: string }): Step<SealedInboxRow | undefined> {
  return yield* one<SealedInboxRow>(
    sql`select id, stanza, plaintext from inbox where instance = ${input.instance} and id = ${input.id}`,
  )
}

/**
 * Marks a row as recorded, in the transaction that records what it says. False when it was recorded before or is
 * unknown: then nothing is to be recorded again.
 */
export function* markInboxDone(input: { instance: number; id: string; at: number }): Step<boolean> {
  const marked = yield* run(sql`
    update inbox set done_at = ${input.at}
    where instance = ${input.instance} and id = ${input.id} and done_at is null`)
  return marked === 1
}

/** Deletes rows recorded before `before`, at most `limit`; how many. Kept for an hour: a stanza may be delivered again. */
export function* purgeInbox(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`
    delete from inbox where (instance, id) in (
      select instance, id from inbox where done_at is not null and done_at < ${input.before} limit ${input.limit})`)
}
