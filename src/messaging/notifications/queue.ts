import { logDelivery, type DeliveryOutcome } from '../../delivery/attempts.ts'
import { endpointOf } from '../../delivery/endpoints/endpoint.ts'
import { queueForEndpoint } from '../../delivery/endpoints/queue.ts'
import { next } from '../../instances/counter.ts'
import { all, list, one, run, sql, type Statement, type Step } from '../../store/port/operation.ts'
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

/** Which notifications of the log: by id, or by type and time of the event (milliseconds since 1970). */
export interface ReplayChoice {
  eventIds?: string[]
  types?: string[]
  from?: number
  to?: number
}

export interface Replay extends ReplayChoice {
  instance: number
  at: number
  limit: number
}

/**
 * Queues ended notifications anew, oldest first, behind everything that waits: same event id and body, a new receiptId
 * and a new day to live. Unknown and still waiting events are left alone. Answers with the event ids queued.
 */
export function* replayNotifications(input: Replay): Step<string[]> {
  const { instance, at } = input
  const ended = yield* all<ChosenNotice>(sql`
    select event_id, type, body, created_at from delivery d where instance = ${instance} and ${chosen(input)}
      and not exists (select 1 from notification n where n.instance = ${instance} and n.event_id = d.event_id)
    order by created_at, event_id limit ${input.limit}`)
  for (const { event_id: eventId, type, body, created_at: createdAt } of ended) {
    const receipt = yield* next(instance, 'receipt')
    yield* run(sql`
      insert into notification (instance, receipt, event_id, type, body, created_at, expires_at, attempts, next_at)
      values (${instance}, ${receipt}, ${eventId}, ${type}, ${body}, ${createdAt}, ${at + NOTIFICATION_LIFE_MS}, 0,
        ${at})`)
    yield* run(sql`delete from delivery where event_id = ${eventId}`)
  }
  return ended.map((row) => row.event_id)
}

/**
 * Queues notifications, ended or still waiting in the instance's own queue, for one endpoint, oldest first. The
 * instance's own queue stays as it is. Throws `endpointUnknown`.
 */
export function* replayToEndpoint(input: Replay & { account: string; endpoint: string }): Step<string[]> {
  const { instance, account, endpoint, at } = input
  yield* endpointOf({ id: endpoint, account, instance })
  const found = yield* all<ChosenNotice>(sql`
    select event_id, type, body, created_at from (
      select event_id, type, body, created_at from delivery where instance = ${instance} and ${chosen(input)}
      union all
      select event_id, type, body, created_at from notification where instance = ${instance} and ${chosen(input)}
    ) as told order by created_at, event_id limit ${input.limit}`)
  for (const { event_id: eventId, type, body, created_at: createdAt } of found) {
    const receipt = yield* next(instance, 'receipt')
    yield* queueForEndpoint({ endpoint, instance, receipt, eventId, type, body, at, createdAt })
  }
  return found.map((row) => row.event_id)
}

type ChosenNotice = Pick<NotificationRow, 'event_id' | 'type' | 'body' | 'created_at'>

function chosen({ eventIds, types, from = 0, to = Number.MAX_SAFE_INTEGER }: ReplayChoice): Statement {
  const ids = eventIds === undefined ? sql`` : sql`and event_id in ${list([...new Set(eventIds)])}`
  const kinds = types === undefined ? sql`` : sql`and type in ${list(types)}`
  return sql`created_at >= ${from} and created_at <= ${to} ${ids} ${kinds}`
}

/** Queues a test for one endpoint; answers with nothing else changed. Throws `endpointUnknown`. */
export function* testEndpointOf(input: {
  instance: number
  account: string
  endpoint: string
  eventId: string
  type: string
  body: string
  at: number
}): Step<void> {
  const { account, at, ...notice } = input
  yield* endpointOf({ id: input.endpoint, account, instance: input.instance })
  const receipt = yield* next(input.instance, 'receipt')
  yield* queueForEndpoint({ ...notice, receipt, at, createdAt: at })
}
