import { writeAudit } from '../../audit/audit.ts'
import { tellPartner } from '../../contract/partner-event.ts'
import { all, list, one, run, sql, type Step } from '../../store/port/operation.ts'
import { dropWaiting, EVENT_LIFE_MS, type Endpoint } from './endpoint.ts'

/** The head of an endpoint's queue with what is needed to post it. */
export interface EndpointHead {
  endpoint: Pick<
    Endpoint,
    'id' | 'account' | 'url' | 'secret_sealed' | 'former_sealed' | 'former_until' | 'failing_since'
  >
  seq: number
  event_id: string
  body: string
  attempts: number
  next_at: number
}

/** What is to be posted next to an endpoint. */
export function* endpointHead(input: { endpoint: string; at: number }): Step<EndpointHead | undefined> {
  const row = yield* one<Endpoint & Omit<EndpointHead, 'endpoint'>>(sql`
    select p.*, e.seq, e.event_id, e.body, e.attempts, e.next_at
    from endpoint_event e join partner_endpoint p on p.id = e.endpoint
    where e.endpoint = ${input.endpoint} and e.outcome = 'waiting' and e.expires_at > ${input.at}
      and p.disabled_at is null and p.deleted_at is null
      and not exists (select 1 from instance i where i.id = p.instance and i.deleted_at is not null)
    order by e.seq limit 1`)
  if (!row) return undefined
  const { seq, event_id, body, attempts, next_at, ...endpoint } = row
  return { endpoint, seq, event_id, body, attempts, next_at }
}

/** Endpoints behind `after` with something due, in the order of their ids, at most `limit`. */
export function* dueEndpoints(input: { after: string; at: number; limit: number }): Step<string[]> {
  const { after, at, limit } = input
  const rows = yield* all<{ endpoint: string }>(sql`
    with recursive waiting (endpoint) as (
      select min(endpoint) from endpoint_event where outcome = 'waiting' and endpoint > ${after}
      union all
      select (select min(e.endpoint) from endpoint_event e where e.outcome = 'waiting' and e.endpoint > w.endpoint)
      from waiting w where w.endpoint is not null
    )
    select w.endpoint from waiting w where w.endpoint is not null and exists (
      select 1 from endpoint_event e where e.outcome = 'waiting' and e.endpoint = w.endpoint
      and e.next_at <= ${at} and e.expires_at > ${at})
    limit ${limit}`)
  return rows.map((row) => row.endpoint)
}

export interface EndpointResult {
  endpoint: string
  seq: number
  at: number
  tookMs: number
  status: number | null
  error: string
  delivered: boolean
  nextAt: number
  /** How long failures last until the other endpoints are told, and until this one is disabled. */
  tellAfterMs: number
  disableAfterMs: number
  now: number
}

/** Keeps an attempt; answers with the head now, in the same commit. */
export function* settleEndpoint(result: EndpointResult): Step<EndpointHead | undefined> {
  const { endpoint, seq, at, delivered, now } = result
  yield* run(sql`
    insert into endpoint_attempt (endpoint, seq, attempt, at, took_ms, status, error, instance)
    select ${endpoint}, cast(${seq} as bigint), coalesce(max(attempt), 0) + 1, cast(${at} as bigint),
      cast(${result.tookMs} as bigint), cast(${result.status} as bigint), ${result.error},
      (select instance from partner_endpoint where id = ${endpoint})
    from endpoint_attempt where endpoint = ${endpoint} and seq = ${seq}`)
  if (delivered) {
    yield* run(sql`
      update endpoint_event set outcome = 'delivered', ended_at = ${now}, attempts = attempts + 1
      where endpoint = ${endpoint} and seq = ${seq}`)
    yield* run(sql`
      update partner_endpoint set failing_since = null, told_failing = 0
      where id = ${endpoint} and failing_since is not null`)
  } else {
    yield* run(sql`
      update endpoint_event set attempts = attempts + 1, next_at = ${result.nextAt}
      where endpoint = ${endpoint} and seq = ${seq} and outcome = 'waiting'`)
    yield* noteFailure(result)
  }
  return yield* endpointHead({ endpoint, at: now })
}

/** A run of failures is told to the other endpoints, and at last ends the endpoint. */
function* noteFailure({ endpoint, at, error, tellAfterMs, disableAfterMs }: EndpointResult): Step<void> {
  yield* run(sql`
    update partner_endpoint set failing_since = ${at} where id = ${endpoint} and failing_since is null`)
  const row = yield* one<Endpoint>(sql`select * from partner_endpoint where id = ${endpoint}`)
  if (!row || row.failing_since === null || row.disabled_at !== null) return
  const { account, name, url, failing_since: since } = row
  const about = { account, endpoint, instance: row.instance, name, url, since, error, at }
  const disabled = at - since >= disableAfterMs
  if (row.told_failing === 0 && at - since >= tellAfterMs) {
    yield* run(sql`update partner_endpoint set told_failing = 1 where id = ${endpoint}`)
    yield* tellFailing({ ...about, disabled: false })
  }
  if (!disabled) return
  yield* run(sql`
    update partner_endpoint set disabled_at = ${at}, disabled_reason = 'failing' where id = ${endpoint}`)
  yield* dropWaiting({ endpoint, at })
  yield* tellFailing({ ...about, disabled: true })
  const id = `endpoint-${endpoint}-${at}`
  yield* writeAudit({ id, actor: 'system', at, account, action: 'endpointDisabled', subject: `endpoint/${endpoint}` })
}

function* tellFailing(input: {
  account: string
  endpoint: string
  instance: number | null
  name: string
  url: string
  since: number
  error: string
  disabled: boolean
  at: number
}): Step<void> {
  const { account, instance, at, since, ...data } = input
  yield* tellPartner({
    ...(instance === null ? {} : { instance }),
    id: `endpoint-${input.endpoint}-${since}${input.disabled ? '-disabled' : ''}`,
    account,
    type: 'endpoint.failing',
    data: { ...data, since: new Date(since).toISOString() },
    at,
  })
}

/** Endpoints that were disabled for failing and whose owner got no letter yet, with whom to write to. */
export function* untoldEndpoints(): Step<
  { id: string; name: string; account: string; email: string; locale: 'en' | 'ru' }[]
> {
  return yield* all(sql`
    select e.id, e.name, e.account, p.email, p.locale from partner_endpoint e
    join membership m on m.account = e.account and m.role = 'owner' join person p on p.id = m.person
    where e.disabled_reason = 'failing' and e.deleted_at is null and e.told_failing < 2 order by e.id limit 100`)
}

/** The owner of an endpoint is written to. */
export function* markTold(input: { id: string }): Step<void> {
  yield* run(sql`update partner_endpoint set told_failing = 2 where id = ${input.id} and disabled_at is not null`)
}

export interface LoggedEvent {
  seq: number
  event_id: string
  type: string
  body: string
  outcome: 'waiting' | 'delivered' | 'expired' | 'dropped'
  created_at: number
  ended_at: number | null
  attempts: { at: number; took_ms: number; status: number | null; error: string }[]
}

/** What was sent to an endpoint and what waits, newest first, with every attempt. */
export function* endpointLog(input: { endpoint: string; before: number; limit: number }): Step<LoggedEvent[]> {
  const rows = yield* all<Omit<LoggedEvent, 'attempts'>>(sql`
    select seq, event_id, type, body, outcome, created_at, ended_at from endpoint_event
    where endpoint = ${input.endpoint} and seq < ${input.before} order by seq desc limit ${input.limit}`)
  const attempts = yield* all<LoggedEvent['attempts'][number] & { seq: number }>(sql`
    select seq, at, took_ms, status, error from endpoint_attempt
    where endpoint = ${input.endpoint} and seq in ${list(rows.map(({ seq }) => seq))} order by seq, attempt`)
  return rows.map((row) => Object.assign(row, { attempts: attempts.filter(({ seq }) => seq === row.seq) }))
}

/** Queues ended events of an endpoint again, behind what waits: same id and body. How many. */
export function* resendEvents(input: { endpoint: string; seqs: number[]; at: number; until: number }): Step<number> {
  return yield* run(sql`
    update endpoint_event set outcome = 'waiting', ended_at = null, attempts = 0, next_at = ${input.at},
      expires_at = ${input.until}
    where endpoint = ${input.endpoint} and seq in ${list(input.seqs)} and outcome <> 'waiting'`)
}

/** Marks events that nobody took in time; at most `limit`; how many. */
export function* expireEvents(input: { at: number; limit: number }): Step<number> {
  return yield* run(sql`
    update endpoint_event set outcome = 'expired', ended_at = ${input.at} where (endpoint, seq) in (
      select endpoint, seq from endpoint_event where outcome = 'waiting' and expires_at <= ${input.at}
      limit ${input.limit})`)
}

/** Deletes events and attempts older than `before`, at most `limit` of each; how many. */
export function* purgeEvents(input: { before: number; limit: number }): Step<number> {
  const events = yield* run(sql`
    delete from endpoint_event where (endpoint, seq) in (
      select endpoint, seq from endpoint_event where created_at < ${input.before} and outcome <> 'waiting'
      limit ${input.limit})`)
  const attempts = yield* run(sql`
    delete from endpoint_attempt where (endpoint, seq, attempt) in (
      select endpoint, seq, attempt from endpoint_attempt where at < ${input.before} limit ${input.limit})`)
  const told = yield* run(sql`
    delete from partner_event where id in (
      select id from partner_event where at < ${input.before} and routed_at is not null limit ${input.limit})`)
  return events + attempts + told
}

/** A notification of an instance, as it stands in the instance's own queue. */
export interface InstanceNotice {
  instance: number
  /** The receiptId it has there: grows in the order of commits. */
  receipt: number
  eventId: string
  type: string
  /** JSON text. */
  body: string
  at: number
}

/** Queues a notification for every endpoint of its instance that wants its type, in the transaction that writes it. */
export function* queueForEndpoints(notice: InstanceNotice): Step<void> {
  const { instance, receipt, eventId, type, body, at } = notice
  yield* run(sql`
    insert into endpoint_event (endpoint, seq, event_id, type, body, created_at, expires_at, attempts, next_at, outcome,
      instance)
    select id, cast(${receipt} as bigint), ${eventId}, ${type}, ${body}, cast(${at} as bigint),
      cast(${at + EVENT_LIFE_MS} as bigint), 0, cast(${at} as bigint), 'waiting', instance
    from partner_endpoint where instance = ${instance} and disabled_at is null and deleted_at is null
      and (types = '[]' or types like ${`%"${type}"%`})`)
}

/** Queues a notification for one endpoint, whatever types it wants: a test, or a replay. `at` is when it leaves. */
export function* queueForEndpoint(notice: InstanceNotice & { endpoint: string; createdAt: number }): Step<void> {
  const { endpoint, instance, receipt, eventId, type, body, at, createdAt } = notice
  yield* run(sql`
    insert into endpoint_event (endpoint, seq, event_id, type, body, created_at, expires_at, attempts, next_at, outcome,
      instance)
    values (${endpoint}, ${receipt}, ${eventId}, ${type}, ${body}, ${createdAt}, ${at + EVENT_LIFE_MS}, 0, ${at},
      'waiting', ${instance})`)
}
