import { run, sql, type Step } from '../store/port/operation.ts'

/** What a partner is told about (ours). Events of an instance name it; those of the account alone do not. */
export const PARTNER_EVENTS = [
  'instance.created',
  'instance.linked',
  'instance.lost',
  'instance.restricted',
  'instance.deleted',
  'instance.tariffChanged',
  'account.charged',
  'account.creditThreshold',
  'endpoint.failing',
  'test',
] as const

export type PartnerEventType = (typeof PARTNER_EVENTS)[number]

/** One event. `id` comes from `mintId` and stays the same however often the event is delivered. */
export interface PartnerEvent {
  id: string
  account: string
  type: PartnerEventType
  /** idInstance, when the event is about one. */
  instance?: number
  /** What happened: cloneable, JSON, no secret. */
  data: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  at: number
}

/**
 * Writes an event for a partner into its outbox, in the transaction of what it tells of: composed with `yield*`. It
 * never enters the queue of an instance. An id that was written before is left as it is.
 */
export function* tellPartner(event: PartnerEvent): Step<void> {
  yield* run(sql`
    insert into partner_event (id, account, type, instance, data, at)
    values (${event.id}, ${event.account}, ${event.type}, ${event.instance}, ${JSON.stringify(event.data)}, ${event.at})
    on conflict (id) do nothing`)
}
