import { timeOfId } from '../../base/ids.ts'
import { all, list, one, sql, type Step } from '../../store/port/operation.ts'
import { heldUntil } from '../outgoing/holding.ts'
import { LANE, priorityOf } from '../outgoing/lanes.ts'
import type { OutgoingRow } from '../outgoing/take.ts'
import type { JournalRow } from './journal-row.ts'

/** One thing that happened to a message. */
export interface Happening {
  at: number
  event: string
  detail: Record<string, string | number | null>
}

/** What is told of a message later than this is another story (statuses come within the life of a notification). */
const TOLD_WITHIN_MS = 7 * 24 * 60 * 60 * 1000
/** Notifications looked through at most, newest last. */
const MOST_TOLD = 20_000

/**
 * What is known of a message's way, oldest first: acceptance or arrival, queue, hand-over, its last word, every
 * notification about it with the attempts to deliver it. Undefined for an unknown id.
 */
export function* readTimeline(input: { instance: number; idMessage: string }): Step<Happening[] | undefined> {
  const { instance, idMessage } = input
  const entry = yield* one<JournalRow>(sql`select * from journal where instance = ${instance}
    and id_message = ${idMessage} order by at desc, seq desc limit 1`)
  if (!entry) return undefined
  const happenings = [first(entry), ...(yield* queued(instance, idMessage)), ...(yield* told(instance, entry))]
  if (entry.status !== '' && entry.status !== 'pending')
    // the network tells the second alone
    happenings.push({
      at: Math.max(entry.status_at, entry.at),
      event: entry.status,
      detail: { description: entry.status_text },
    })
  return happenings.toSorted((a, b) => a.at - b.at)
}

function first({ at, direction, by_api: byApi, type_message: typeMessage }: JournalRow): Happening {
  const event = direction === 'incoming' ? 'received' : byApi === 1 ? 'accepted' : 'sentOnPhone'
  return { at, event, detail: { typeMessage } }
}

function* queued(instance: number, idMessage: string): Step<Happening[]> {
  const row = yield* one<OutgoingRow>(sql`select * from outgoing where instance = ${instance}
    and network_id = ${idMessage}`)
  if (!row) return []
  const { state, attempts, reason, method, due_at: dueAt } = row
  const detail = { method, state, attempts, reason, priority: priorityOf(row), sendAt: dueAt }
  const happenings: Happening[] = [{ at: row.accepted_at, event: 'queued', detail }]
  if (row.held_at !== null) {
    const until = row.lane === LANE.held ? yield* heldUntil({ instance, at: row.held_at }) : null
    happenings.push({ at: row.held_at, event: 'held', detail: { reason, until } })
  }
  if (row.handed_at !== null) happenings.push({ at: row.handed_at, event: 'handed', detail: { attempts } })
  return happenings
}

interface Told {
  event_id: string
  type: string
  body: string
  ended_at: number | null
  outcome: string
}

/** Notifications of the message, by the id in their body, which is the text that the consumer gets. */
function* told(instance: number, entry: JournalRow): Step<Happening[]> {
  const [from, to] = [entry.at - 1000, entry.status_at + TOLD_WITHIN_MS]
  const rows = yield* all<Told>(sql`select event_id, type, body, ended_at, outcome from (
      select event_id, type, body, created_at, ended_at, outcome from delivery
      where instance = ${instance} and created_at between ${from} and ${to}
      union all select event_id, type, body, created_at, null, 'waiting' from notification
      where instance = ${instance} and created_at between ${from} and ${to}
    ) d order by created_at limit ${MOST_TOLD}`)
  const about = rows.filter(({ body }) => body.includes(entry.id_message))
  const attempts = yield* all<{
    event_id: string
    at: number
    took_ms: number
    status: number | null
    error: string
  }>(sql`
    select event_id, at, took_ms, status, error from delivery_attempt
    where event_id in ${list(about.map(({ event_id: id }) => id))}`)
  return [
    ...about.map(({ event_id: eventId, type: typeWebhook, outcome, body }) => {
      const status = (JSON.parse(body) as { status?: string }).status ?? null
      // receipts carry the network's seconds: the id knows when it was told
      return {
        at: timeOfId(eventId),
        event: 'notified',
        detail: { eventId, typeWebhook, status, outcome },
      }
    }),
    ...about.flatMap(({ event_id: eventId, ended_at: at, outcome }) =>
      at === null ? [] : [{ at, event: `notification ${outcome}`, detail: { eventId } }],
    ),
    ...attempts.map(({ event_id: eventId, at, took_ms: tookMs, status, error }) => {
      return { at, event: 'webhookAttempt', detail: { eventId, tookMs, status, error } }
    }),
  ]
}
