import { EVENT_LIFE_MS } from '../../delivery/endpoints/endpoint.ts'
import { all, run, sql, type Step } from '../../store/port/operation.ts'

interface Told {
  id: string
  account: string
  type: string
  instance: number | null
  data: string
  at: number
}

interface Receiver {
  id: string
  types: string
  next_seq: number
}

/** Rows of one insert: both engines bound the values of a statement. */
const ROWS = 50

/**
 * Takes events of the outbox, oldest first, and queues each for every endpoint of its account that wants it. Answers
 * with how many were taken and the endpoints that have something to do. An event is routed once, whoever routes.
 */
export function* routeEvents(input: { limit: number; at: number }): Step<{ routed: number; endpoints: string[] }> {
  const taken = yield* all<Told>(sql`
    update partner_event set routed_at = ${input.at} where routed_at is null and id in (
      select id from partner_event where routed_at is null order by at, id limit ${input.limit})
    returning id, account, type, instance, data, at`)
  const byAccount = new Map<string, Told[]>()
  for (const told of taken.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)))
    byAccount.set(told.account, [...(byAccount.get(told.account) ?? []), told])
  const endpoints: string[] = []
  for (const [account, events] of byAccount) endpoints.push(...(yield* routeTo(account, events)))
  return { routed: taken.length, endpoints }
}

function* routeTo(account: string, events: readonly Told[]): Step<string[]> {
  // the rows are locked by their update, so that events of an endpoint are numbered in the order of their commits
  const receivers = yield* all<Receiver>(sql`
    update partner_endpoint set next_seq = next_seq + ${events.length}
    where account = ${account} and instance is null and disabled_at is null and deleted_at is null
    returning id, types, next_seq`)
  const busy: string[] = []
  for (const receiver of receivers) {
    const types = JSON.parse(receiver.types) as string[]
    const first = receiver.next_seq - events.length
    const wanted = events
      .map((event, i) => ({ event, seq: first + i }))
      .filter(({ event }) => wants(receiver.id, types, event))
    for (let i = 0; i < wanted.length; i += ROWS) yield* queue(receiver.id, wanted.slice(i, i + ROWS))
    if (wanted.length > 0) busy.push(receiver.id)
  }
  return busy
}

/** A test goes to the one endpoint that is tested; that an endpoint fails is told to the others. */
function wants(endpoint: string, types: readonly string[], { type, data }: Told): boolean {
  if (type === 'test') return (JSON.parse(data) as { endpoint?: string }).endpoint === endpoint
  if (type === 'endpoint.failing' && (JSON.parse(data) as { endpoint?: string }).endpoint === endpoint) return false
  return types.length === 0 || types.includes(type)
}

function* queue(endpoint: string, batch: readonly { event: Told; seq: number }[]): Step<void> {
  const values = batch
    .map(({ event, seq }) => {
      const { id, type, at } = event
      return sql`(${endpoint}, ${seq}, ${id}, ${type}, ${bodyOf(event)}, ${at}, ${at + EVENT_LIFE_MS}, 0, ${at}, 'waiting')`
    })
    .reduce((left, right) => sql`${left}, ${right}`)
  yield* run(sql`
    insert into endpoint_event (endpoint, seq, event_id, type, body, created_at, expires_at, attempts, next_at, outcome)
    values ${values}`)
}

/** The body of an event as it is posted. */
function bodyOf({ id, type, instance, data, at }: Told): string {
  return JSON.stringify({
    id,
    type,
    timestamp: new Date(at).toISOString(),
    ...(instance === null ? {} : { idInstance: instance }),
    data: JSON.parse(data) as unknown,
  })
}
