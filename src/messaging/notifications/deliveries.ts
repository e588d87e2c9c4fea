import type { AttemptRow, DeliveryRow } from '../../delivery/attempts.ts'
import { all, list, sql, type Step } from '../../store/port/operation.ts'
import type { NotificationRow } from './queue.ts'

export interface LoggedDelivery {
  eventId: string
  typeWebhook: string
  outcome: string
  createdAt: number
  endedAt: number | null
  attempts: { attempt: number; url: string; timestamp: number; tookMs: number; status: number | null; error: string }[]
}

/** The delivery log of an instance: what waits and what has ended, newest first, with every attempt. */
export function* readDeliveries(input: { instance: number; count: number; outcome?: string }): Step<LoggedDelivery[]> {
  const { instance, count, outcome } = input
  const entries: LoggedDelivery[] = []
  if (outcome === undefined || outcome === 'waiting') {
    const waiting = yield* all<NotificationRow>(sql`select * from notification where instance = ${instance}
      order by receipt desc limit ${count}`)
    for (const row of waiting) entries.push(entry(row.event_id, row.type, 'waiting', row.created_at, null))
  }
  if (outcome !== 'waiting') {
    const only = outcome === undefined ? sql`` : sql`and outcome = ${outcome}`
    const ended = yield* all<DeliveryRow>(sql`select * from delivery where instance = ${instance} ${only}
      order by created_at desc limit ${count}`)
    for (const row of ended) entries.push(entry(row.event_id, row.type, row.outcome, row.created_at, row.ended_at))
  }
  entries.sort((a, b) => b.createdAt - a.createdAt)
  const shown = entries.slice(0, count)
  const byEvent = new Map(shown.map((logged) => [logged.eventId, logged]))
  const attempts = yield* all<AttemptRow>(sql`select * from delivery_attempt
    where event_id in ${list([...byEvent.keys()])} order by attempt`)
  for (const { event_id, attempt, url, at, took_ms, status, error } of attempts) {
    byEvent.get(event_id)?.attempts.push({ attempt, url, timestamp: at, tookMs: took_ms, status, error })
  }
  return shown
}

function entry(
  eventId: string,
  typeWebhook: string,
  outcome: string,
  createdAt: number,
  endedAt: number | null,
): LoggedDelivery {
  return { eventId, typeWebhook, outcome, createdAt, endedAt, attempts: [] }
}
