import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import type { OutgoingRow } from './take.ts'

/** One instance, or all when absent. */
interface Which {
  instance?: number
}

/**
 * Who has paused a queue, as bits of `outgoing_pace.paused`: a restore, until an operator has looked at it, and the
 * customer. Neither lets go of the other's pause.
 */
const RESTORED = 1
const ASKED = 2

const of = ({ instance }: Which) => (instance === undefined ? sql`` : sql`and instance = ${instance}`)

/** Lets paused queues send again (a restore pauses every one): that of `instance`, or all. How many were paused. */
export function* resumeQueues(which: Which): Step<number> {
  return yield* run(sql`update outgoing_pace set paused = paused - ${RESTORED}
    where (paused & ${RESTORED}) <> 0 ${of(which)}`)
}

/** Parked messages whose day is not over: poison, and what a restore set aside. */
export function* countParked(input: Which & { at: number }): Step<number> {
  const row = yield* one<{ n: number }>(sql`select count(*) as n from outgoing
    where state = 'parked' and expires_at > ${input.at} ${of(input)}`)
  return row?.n ?? 0
}

/** Pauses or resumes the queue of an instance for its customer. Whether it sends now: a restore may hold it all the same. */
export function* pauseQueue(input: { instance: number; paused: boolean }): Step<boolean> {
  const { instance, paused } = input
  yield* run(sql`insert into outgoing_pace (instance, last_sent_at, paused) values (${instance}, 0, ${paused ? ASKED : 0})
    on conflict (instance) do update set paused = (outgoing_pace.paused & ${RESTORED}) + excluded.paused`)
  const row = yield* one<{ paused: number }>(sql`select paused from outgoing_pace where instance = ${instance}`)
  return row?.paused === 0
}

/** `idMessage`: this one alone. */
type Chunk = Which & { at: number; limit: number; idMessage?: string }

const named = ({ idMessage }: Chunk) => (idMessage === undefined ? sql`` : sql`and id_message = ${idMessage}`)

function* someParked(input: Chunk): Step<OutgoingRow[]> {
  return yield* all<OutgoingRow>(sql`select * from outgoing where state = 'parked' and expires_at > ${input.at}
    ${of(input)} ${named(input)} order by expires_at, seq limit ${input.limit}`)
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
