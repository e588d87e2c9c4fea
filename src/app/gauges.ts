import { all, one, sql, type Step } from '../store/port/operation.ts'

/** What a scrape shows of the rows. Times in milliseconds since 1970. */
export interface Gauges {
  instances: { state: string; rows: number; since: number }[]
  outgoing: { state: string; rows: number }[]
  oldestOutgoing: number | null
  notifications: number
  oldestNotification: number | null
  /** Refused by a webhook at least once. */
  oldestWebhook: number | null
}

export function* readGauges(): Step<Gauges> {
  const instances = yield* all<Gauges['instances'][number]>(sql`
    select state, count(*) as rows, min(state_since) as since from instance where deleted_at is null group by state`)
  const outgoing = yield* all<{ state: string; rows: number; oldest: number | null }>(sql`
    select state, count(*) as rows, min(case when lane < 2 then coalesce(due_at, accepted_at) end) as oldest
    from outgoing group by state`)
  const waiting = yield* one<{ rows: number; oldest: number | null; refused: number | null }>(sql`
    select count(*) as rows, min(created_at) as oldest, min(case when attempts > 0 then created_at end) as refused
    from notification`)
  const accepted = outgoing.find(({ state }) => state === 'accepted')
  return {
    instances,
    outgoing: outgoing.map(({ state, rows }) => ({ state, rows })),
    oldestOutgoing: accepted?.oldest ?? null,
    notifications: waiting?.rows ?? 0,
    oldestNotification: waiting?.oldest ?? null,
    oldestWebhook: waiting?.refused ?? null,
  }
}

/** Whether the store answers at all. */
export function* storeAnswers(): Step<void> {
  yield* one(sql`select 1 as yes`)
}

export const gaugeOperations = { readGauges, storeAnswers }
