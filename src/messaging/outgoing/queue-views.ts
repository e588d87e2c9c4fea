import { all, one, run, sql, type Step } from '../../store/port/operation.ts'

export interface WaitingRow {
  id_message: string
  method: string
  /** JSON of the call's parameters. */
  request: string
}

/** Shown at once at most; WhatsApp's bound is unknown, the other messengers have 500. */
const MOST_SHOWN = 1000

/** Entries not yet handed to the network, in sending order. */
export function* waitingMessages(input: { instance: number; at: number }): Step<WaitingRow[]> {
  return yield* all<WaitingRow>(sql`select id_message, method, request from outgoing
    where instance = ${input.instance} and state = 'accepted' and expires_at > ${input.at}
    order by seq limit ${MOST_SHOWN}`)
}

export function* countMessages(input: { instance: number; at: number }): Step<number> {
  const row = yield* one<{ waiting: number }>(sql`select count(*) as waiting from outgoing
    where instance = ${input.instance} and state = 'accepted' and expires_at > ${input.at}`)
  return row?.waiting ?? 0
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
