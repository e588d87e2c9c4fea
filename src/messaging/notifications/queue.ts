import { deliveryById, logDelivery, type DeliveryOutcome } from '../../delivery/attempts.ts'
import { next } from '../../instances/counter.ts'
import { all, list, one, run, sql, type Step } from '../../store/port/operation.ts'
import { NOTIFICATION_LIFE_MS } from './notify.ts'

/** A row of `notification`. */
export interface NotificationRow {
  instance: number
  receipt: number
  event_id: string
  type: string
  /** JSON text. */
  body: string
  created_at: number
  expires_at: number
  attempts: number
  next_at: number
}

/** The oldest notification that still lives. */
export function* headNotification(input: { instance: number; at: number }): Step<NotificationRow | undefined> {
  return yield* one<NotificationRow>(sql`select * from notification where instance = ${input.instance}
    and expires_at > ${input.at} order by receipt limit 1`)
}

/** Removes a notification wherever it stands; false when it is not waiting. */
export function* deleteNotification(input: { instance: number; receipt: number; at: number }): Step<boolean> {
  const row = yield* one<NotificationRow>(sql`delete from notification where instance = ${input.instance}
    and receipt = ${input.receipt} returning *`)
  if (!row) return false
  yield* logEnd(row, 'fetched', input.at)
  return row.expires_at > input.at
}

/** Moves a notification's end into the delivery log. */
export function* logEnd(row: NotificationRow, outcome: DeliveryOutcome, at: number): Step<void> {
  yield* logDelivery({
    eventId: row.event_id,
    instance: row.instance,
    type: row.type,
    body: row.body,
    outcome,
    createdAt: row.created_at,
    endedAt: at,
  })
}

/** Moves expired notifications into the delivery log, at most `limit`; how many. */
export function* expireNotifications(input: { at: number; limit: number }): Step<number> {
  const rows = yield* all<NotificationRow>(sql`select * from notification where expires_at <= ${input.at}
    order by expires_at limit ${input.limit}`)
  for (const row of rows) {
    yield* run(sql`delete from notification where instance = ${row.instance} and receipt = ${row.receipt}`)
    yield* logEnd(row, 'expired', input.at)
  }
  return rows.length
}

/** Waiting notifications of an instance. */
export function* countNotifications(input: { instance: number; at: number }): Step<number> {
  const row = yield* one<{ waiting: number }>(sql`select count(*) as waiting from notification
    where instance = ${input.instance} and expires_at > ${input.at}`)
  return row?.waiting ?? 0
}

/** The contract allows one clearing a minute. */
const CLEAR_PAUSE_MS = 60_000
/** A clearing takes rows in one statement each way, so that it is all or nothing. */
export function* clearNotifications(input: {
  instance: number
  at: number
}): Step<{ cleared: boolean; leftMs: number }> {
  const last = yield* one<{ at: number }>(sql`select at from webhook_clear where instance = ${input.instance}`)
  const leftMs = last ? last.at + CLEAR_PAUSE_MS - input.at : 0
  if (leftMs > 0) return { cleared: false, leftMs }
  yield* run(sql`insert into webhook_clear (instance, at) values (${input.instance}, ${input.at})
    on conflict (instance) do update set at = excluded.at`)
  yield* run(sql`insert into delivery (event_id, instance, type, body, outcome, created_at, ended_at)
    select event_id, instance, type, body, 'cleared', created_at, ${input.at} from notification
    where instance = ${input.instance}
    on conflict (event_id) do update set outcome = excluded.outcome, ended_at = excluded.ended_at`)
  yield* run(sql`delete from notification where instance = ${input.instance}`)
  return { cleared: true, leftMs: 0 }
}

export interface Replay {
  instance: number
  eventIds: string[]
  at: number
}

/**
 * Queues ended notifications anew, behind everything that waits: same event id and body, a new receiptId and a new
 * day to live. Unknown and still waiting events are left alone. Answers with the event ids queued.
 */
export function* replayNotifications(input: Replay): Step<string[]> {
  const waiting = yield* all<{ event_id: string }>(sql`select event_id from notification
    where instance = ${input.instance} and event_id in ${list(input.eventIds)}`)
  const busy = new Set(waiting.map((row) => row.event_id))
  const queued: string[] = []
  for (const eventId of new Set(input.eventIds)) {
    const ended = busy.has(eventId) ? undefined : yield* deliveryById({ instance: input.instance, eventId })
    if (!ended) continue
    const receipt = yield* next(input.instance, 'receipt')
    yield* run(sql`
      insert into notification (instance, receipt, event_id, type, body, created_at, expires_at, attempts, next_at)
      values (${input.instance}, ${receipt}, ${eventId}, ${ended.type}, ${ended.body}, ${ended.created_at},
        ${input.at + NOTIFICATION_LIFE_MS}, 0, ${input.at})`)
    yield* run(sql`delete from delivery where event_id = ${eventId}`)
    queued.push(eventId)
  }
  return queued
}
