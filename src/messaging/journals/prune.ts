import { all, list, one, run, sql, type Step } from '../../store/port/operation.ts'

/** Instances behind `after` whose journal holds something older than `before`, in the order of their ids. */
export function* agedJournals(input: { before: number; after: number; limit: number }): Step<number[]> {
  const rows = yield* all<{ id: number }>(sql`select i.id from instance i where i.id > ${input.after}
    and exists (select 1 from journal j where j.instance = i.id and j.at < ${input.before})
    order by i.id limit ${input.limit}`)
  return rows.map((row) => row.id)
}

/**
 * Lets go of the oldest entries of a journal that are older than `before`, with their messages' bytes, at most `limit`;
 * how many entries went. What is in the queue is told of later, so its entry stays, with what is younger. That they
 * were seen stays known: what was recorded once is never recorded again.
 */
export function* pruneJournal(input: { instance: number; before: number; limit: number }): Step<number> {
  const { instance } = input
  const queue = yield* one<{ oldest: number | null }>(sql`select min(accepted_at) as oldest from outgoing
    where instance = ${instance}`)
  const before = Math.min(input.before, queue?.oldest ?? input.before)
  const rows = yield* all<{ at: number; seq: number; id_message: string }>(sql`select at, seq, id_message from journal
    where instance = ${instance} and at < ${before} order by at, seq limit ${input.limit}`)
  const last = rows.at(-1)
  if (!last) return 0
  yield* run(sql`delete from raw_message where instance = ${instance}
    and id_message in ${list(rows.map((row) => row.id_message))} and at < ${before}`)
  yield* run(sql`delete from status_viewer where instance = ${instance}
    and id_message in ${list(rows.map((row) => row.id_message))}`)
  return yield* run(sql`delete from journal where instance = ${instance}
    and (at < ${last.at} or (at = ${last.at} and seq <= ${last.seq}))`)
}
