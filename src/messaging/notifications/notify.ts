import { queueForEndpoints } from '../../delivery/endpoints/queue.ts'
import { run, sql, type Step } from '../../store/port/operation.ts'
import { next } from '../../instances/counter.ts'

/** Notifications nobody fetched or accepted in this time are dropped, visibly (receiving.md: 24 h from the event). */
export const NOTIFICATION_LIFE_MS = 24 * 60 * 60 * 1000

export interface Notice {
  instance: number
  /** Stable name of the event on every attempt and replay; minted by the caller. */
  eventId: string
  typeWebhook: string
  body: object
  /** Milliseconds since 1970. */
  at: number
}

/**
 * Queues a notification in the writing transaction: its receiptId comes from a counter row, so a poller that reads
 * in receipt order never skips one that commits later. Whether a setting wants it is the caller's question.
 */
export function* notify(notice: Notice): Step<number> {
  const { instance, eventId, typeWebhook: type, at } = notice
  const body = JSON.stringify(notice.body)
  const receipt = yield* next(instance, 'receipt')
  yield* run(sql`
    insert into notification (instance, receipt, event_id, type, body, created_at, expires_at, attempts, next_at)
    values (${instance}, ${receipt}, ${eventId}, ${type}, ${body}, ${at}, ${at + NOTIFICATION_LIFE_MS}, 0, ${at})`)
  yield* queueForEndpoints({ instance, receipt, eventId, type, body, at })
  return receipt
}
