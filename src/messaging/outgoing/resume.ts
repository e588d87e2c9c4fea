import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import type { OutgoingRow } from './take.ts'

/** One instance, or all when absent. */
interface Which {
  instance?: number
}

const of = ({ instance }: Which) => (instance === undefined ? sql`` : sql`and instance = ${instance}`)

/** Lets paused queues send again (a restore pauses every one): that of `instance`, or all. How many were paused. */
export function* resumeQueues(which: Which): Step<number> {
  return yield* run(sql`update outgoing_pace set paused = 0 where paused = 1 ${of(which)}`)
}

/** Parked messages whose day is not over: poison, and what a restore set aside. */
export function* countParked(input: Which & { at: number }): Step<number> {
  const row = yield* one<{ n: number }>(sql`select count(*) as n from outgoing
    where state = 'parked' and expires_at > ${input.at} ${of(input)}`)
  return row?.n ?? 0
}

type Chunk = Which & { at: number; limit: number }

function* someParked(input: Chunk): Step<OutgoingRow[]> {
  return yield* all<OutgoingRow>(sql`select * from outgoing where state = 'parked' and expires_at > ${input.at}
    ${of(input)} order by expires_at, seq limit ${input.limit}`)
}

/**
 * Puts parked messages back into their queues, with the id and the bytes they had, so that a recipient who has one
 * already sees it once; their status is open again. At most `limit`; how many.
 */
export function* releaseParked(input: Chunk): Step<number> {
  const rows = yield* someParked(input)
  for (const { instance, seq, accepted_at: at } of rows) {
    yield* run(sql`update outgoing set state = 'accepted', reason = '', attempts = 0
      where instance = ${instance} and seq = ${seq}`)
    yield* run(sql`update journal set status = 'pending', status_text = '', status_at = ${input.at}
      where instance = ${instance} and at = ${at} and seq = ${seq} and status = 'failed'`)
  }
  return rows.length
}

/** Gives parked messages up; their status stays `failed`. At most `limit`; how many. */
export function* dropParked(input: Chunk): Step<number> {
  const rows = yield* someParked(input)
  for (const { instance, seq } of rows)
    yield* run(sql`delete from outgoing where instance = ${instance} and seq = ${seq}`)
  return rows.length
}
