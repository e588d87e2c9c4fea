import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { heldUntil } from './holding.ts'
import { LANE } from './lanes.ts'

export interface WaitingRow {
  id_message: string
  method: string
  /** JSON of the call's parameters. */
  request: string
  priority: number
  due_at: number | null
  lane: number
  reason: string
}

export interface Waiting {
  rows: WaitingRow[]
  /** Until when those that the network holds back wait; null: unknown. */
  heldUntil: number | null
}

/** Shown at once at most; WhatsApp's bound is unknown, the other messengers have 500. */
const MOST_SHOWN = 1000

/** Entries not yet handed to the network, in sending order as it stands now: those that wait for a time come last. */
export function* waitingMessages(input: { instance: number; at: number }): Step<Waiting> {
  const rows =
    yield* all<WaitingRow>(sql`select id_message, method, request, priority, due_at, lane, reason from outgoing
    where instance = ${input.instance} and state = 'accepted' and expires_at > ${input.at}
    order by lane, turn limit ${MOST_SHOWN}`)
  const held = rows.some(({ lane }) => lane === LANE.held)
  return { rows, heldUntil: held ? yield* heldUntil(input) : null }
}

export function* countMessages(input: { instance: number; at: number }): Step<number> {
  const row = yield* one<{ waiting: number }>(sql`select count(*) as waiting from outgoing
    where instance = ${input.instance} and state = 'accepted' and expires_at > ${input.at}`)
  return row?.waiting ?? 0
}

/** Entries set aside, with the reason, in the order in which they were accepted. */
export function* parkedMessages(input: { instance: number; at: number }): Step<WaitingRow[]> {
  return yield* all<WaitingRow>(sql`select id_message, method, request, priority, due_at, lane, reason from outgoing
    where instance = ${input.instance} and state = 'parked' and expires_at > ${input.at}
    order by seq limit ${MOST_SHOWN}`)
}

/**
 * Drops one entry that waits or is parked; false when there is none. The journal keeps it as failed; a message being
 * sent at this moment may still leave, and the network's word then moves its entry.
 */
export function* removeMessage(input: { instance: number; idMessage: string; at: number }): Step<boolean> {
  const { instance, idMessage, at } = input
  const gone = yield* run(sql`delete from outgoing where instance = ${instance} and id_message = ${idMessage}
    and state in ('accepted', 'parked')`)
  if (gone > 0) {
    yield* run(sql`update journal set status = 'failed', status_text = 'removed from the queue', status_at = ${at}
    where instance = ${instance} and id_message = ${idMessage} and status = 'pending' and direction = 'outgoing'`)
  }
  return gone > 0
}

/**
 * Drops every entry not yet handed over. Their journal entries stay, as failed with a reason; no notification is
 * sent, since the client asked for it. A message being sent at this moment may still leave; the network's word then
 * moves its entry to `sent`.
 */
export function* clearMessages(input: { instance: number; at: number }): Step<number> {
  yield* run(sql`update journal set status = 'failed', status_text = 'removed from the queue', status_at = ${input.at}
    where instance = ${input.instance} and status = 'pending' and direction = 'outgoing' and seq in (
      select seq from outgoing where instance = ${input.instance} and state = 'accepted')`)
  return yield* run(sql`delete from outgoing where instance = ${input.instance} and state = 'accepted'`)
}
