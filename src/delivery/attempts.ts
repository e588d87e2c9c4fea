import { run, sql, type Step } from '../store/port/operation.ts'

/**
 * The delivery log: `delivery` holds what has left a queue and how it ended, `delivery_attempt` every attempt by
 * webhook, also of what still waits.
 */
export type DeliveryOutcome =
  /** Posted and answered with 200. */
  | 'delivered'
  /** Polled and deleted by the client. */
  | 'fetched'
  | 'expired'
  /** Dropped by clearWebhooksQueue. */
  | 'cleared'

export interface Attempt {
  eventId: string
  instance: number
  url: string
  at: number
  tookMs: number
  /** HTTP status, null when there was no answer. */
  status: number | null
  /** Why it failed, "" when it did not; holds no body and no token. */
  error: string
}

/** Logs an attempt under the event's next number. */
export function* logAttempt(attempt: Attempt): Step<void> {
  yield* run(sql`
    insert into delivery_attempt (event_id, attempt, instance, url, at, took_ms, status, error)
    select ${attempt.eventId}, coalesce(max(attempt), 0) + 1, ${attempt.instance}, ${attempt.url}, ${attempt.at},
      ${attempt.tookMs}, ${attempt.status}, ${attempt.error}
    from delivery_attempt where event_id = ${attempt.eventId}`)
}

export interface Ended {
  eventId: string
  instance: number
  type: string
  body: string
  outcome: DeliveryOutcome
  createdAt: number
  endedAt: number
}

/** Keeps what left a queue, for the log and for replay. A replayed event that ends again is the same entry. */
export function* logDelivery(ended: Ended): Step<void> {
  yield* run(sql`
    insert into delivery (event_id, instance, type, body, outcome, created_at, ended_at)
    values (${ended.eventId}, ${ended.instance}, ${ended.type}, ${ended.body}, ${ended.outcome}, ${ended.createdAt},
      ${ended.endedAt})
    on conflict (event_id) do update set outcome = excluded.outcome, ended_at = excluded.ended_at`)
}

export interface DeliveryRow {
  event_id: string
  instance: number
  type: string
  body: string
  outcome: DeliveryOutcome
  created_at: number
  ended_at: number | null
}

export interface AttemptRow {
  event_id: string
  attempt: number
  url: string
  at: number
  took_ms: number
  status: number | null
  error: string
}

/**
 * Removes log entries older than `before`, at most `limit` of each kind; how many went. `firstId`: the least event id of
 * that moment (`firstIdAt`): ids sort by time, and nothing ends before it was minted, so younger rows are not read.
 */
export function* pruneDeliveries(input: { before: number; firstId: string; limit: number }): Step<number> {
  const attempts = yield* run(sql`delete from delivery_attempt where (event_id, attempt) in (
    select event_id, attempt from delivery_attempt where at < ${input.before} order by at limit ${input.limit})`)
  const deliveries = yield* run(sql`delete from delivery where event_id in (
    select event_id from delivery where event_id < ${input.firstId} and ended_at < ${input.before} order by event_id limit ${input.limit})`)
  return attempts + deliveries
}
