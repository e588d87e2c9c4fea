import { readAlarms, type AlarmRow } from '../../instances/alarms.ts'
import { all, one, sql, type Step } from '../../store/port/operation.ts'

/** What waits in all queues of an installation. Milliseconds since 1970, null when nothing waits. */
export interface Queues {
  outgoing: number
  oldest_outgoing: number | null
  notifications: number
  oldest_notification: number | null
  /** The oldest notification that a webhook refused. */
  oldest_refused: number | null
}

/** A session host and what it holds; `until`: how long its lease lasts. */
export interface NodeRow {
  id: string
  until: number
  sessions: number
}

/** Where instances of an installation stand. */
export interface Fleet {
  nodes: NodeRow[]
  states: { state: string; instances: number; since: number }[]
  queues: Queues
  alarms: AlarmRow[]
}

const MOST_ALARMS = 100

/** Nodes, states, queues and lasting alarms. */
export function* readFleet(): Step<Fleet> {
  const nodes = yield* all<NodeRow>(sql`
    select n.id, n.until, (select count(*) from lease l where l.node = n.id) as sessions from node n order by n.id`)
  const states = yield* all<Fleet['states'][number]>(sql`
    select state, count(*) as instances, min(state_since) as since from instance where deleted_at is null
    group by state order by state`)
  const queues = yield* one<Queues>(sql`
    select (select count(*) from outgoing where state in ('accepted', 'handed')) as outgoing,
      (select min(coalesce(due_at, accepted_at)) from outgoing where state = 'accepted' and lane < 2) as oldest_outgoing,
      count(*) as notifications, min(created_at) as oldest_notification,
      min(case when attempts > 0 then created_at end) as oldest_refused
    from notification`)
  const none = { outgoing: 0, oldest_outgoing: null, notifications: 0, oldest_notification: null, oldest_refused: null }
  return { nodes, states, queues: queues ?? none, alarms: yield* readAlarms({ limit: MOST_ALARMS }) }
}

/** An instance that wants the operator's eye. */
export interface TroubledInstance {
  id: number
  name: string
  account: string
  account_name: string
  state: string
  state_reason: string
  state_since: number
}

/** Instances that are restricted, or `starting` since before `stuckBefore`: the longest first. */
export function* troubledInstances(input: { stuckBefore: number; limit: number }): Step<TroubledInstance[]> {
  return yield* all<TroubledInstance>(sql`
    select i.id, i.name, i.account, a.name as account_name, i.state, i.state_reason, i.state_since
    from instance i join account a on a.id = i.account
    where i.deleted_at is null and (i.state in ('blocked', 'suspended', 'yellowCard')
      or (i.state = 'starting' and i.state_since < ${input.stuckBefore}))
    order by i.state_since, i.id limit ${input.limit}`)
}

/** A webhook that takes nothing. */
export interface WorstWebhook {
  /** idInstance, or the id of an account's endpoint. */
  id: string
  kind: 'instance' | 'endpoint'
  account: string
  account_name: string
  name: string
  waiting: number
  failing_since: number
}

/** Webhooks of instances and endpoints of accounts that refuse for the longest, at most `limit` of each. */
export function* worstWebhooks({ limit }: { limit: number }): Step<WorstWebhook[]> {
  const instances = yield* all<Omit<WorstWebhook, 'kind' | 'id'> & { id: number }>(sql`
    select i.id, i.account, a.name as account_name, i.name, w.waiting, w.failing_since
    from (select instance, count(*) as waiting, min(case when attempts > 0 then created_at end) as failing_since
      from notification group by instance having max(attempts) > 0 order by 3 limit ${limit}) w
    join instance i on i.id = w.instance join account a on a.id = i.account order by w.failing_since`)
  const endpoints = yield* all<Omit<WorstWebhook, 'kind'>>(sql`
    select p.id, p.account, a.name as account_name, p.name, p.failing_since,
      (select count(*) from endpoint_event e where e.endpoint = p.id and e.outcome = 'waiting') as waiting
    from partner_endpoint p join account a on a.id = p.account
    where p.deleted_at is null and p.failing_since is not null order by p.failing_since limit ${limit}`)
  return [
    ...instances.map((row) => Object.assign(row, { id: String(row.id), kind: 'instance' as const })),
    ...endpoints.map((row) => Object.assign(row, { kind: 'endpoint' as const })),
  ].sort((a, b) => a.failing_since - b.failing_since)
}
