import type { Instance } from '../instances/instance.ts'
import { all, list, one, sql, type Step } from '../store/port/operation.ts'

/** What a list of instances can be sorted by. */
export const INSTANCE_SORTS = ['timeCreated', 'name', 'stateSince', 'state', 'idInstance'] as const

const COLUMNS = {
  timeCreated: sql`i.created_at`,
  name: sql`i.name`,
  stateSince: sql`i.state_since`,
  state: sql`i.state`,
  idInstance: sql`i.id`,
} as const

/** Which instances; "" leaves a condition out. */
export interface InstanceFilter {
  account: string
  /** Part of name, id, number or external id. */
  search: string
  state: string
  tariff: string
  tag: string
  deleted: boolean
}

export interface InstanceQuery extends InstanceFilter {
  sort: (typeof INSTANCE_SORTS)[number]
  descending: boolean
  offset: number
  limit: number
}

/** An instance with what a list shows of its queues, its webhooks and its bill. */
export interface FoundInstance extends Instance {
  queued: number
  oldest_queued: number | null
  undelivered: number
  oldest_undelivered: number | null
  /** The oldest notification that its webhook refused. */
  oldest_refused: number | null
  /** Endpoints of its own, those that failed until they were disabled, and since when one fails. */
  endpoints: number
  endpoints_disabled: number
  endpoint_failing: number | null
  days_billed: number
}

/** A page with the tags of its rows, in alphabetical order. */
export interface FoundPage {
  total: number
  rows: FoundInstance[]
  tags: { instance: number; tag: string }[]
}

/** A page of an account's instances, searched and sorted over all of them, and how many there are. */
export function* searchInstances(query: InstanceQuery): Step<FoundPage> {
  const { sort, descending, offset, limit } = query
  const where = conditions(query)
  const count = yield* one<{ total: number }>(sql`select count(*) as total from instance i where ${where}`)
  const direction = descending ? sql`desc` : sql`asc`
  // of the rows of the page alone anything is counted
  const rows = yield* all<FoundInstance>(sql`
    select i.*, ${QUEUES}, ${ENDPOINTS},
      (select count(*) from billing_day b where b.instance = i.id) as days_billed
    from instance i where i.id in (
      select i.id from instance i where ${where} order by ${COLUMNS[sort]} ${direction}, i.id ${direction}
      limit ${limit} offset ${offset})
    order by ${COLUMNS[sort]} ${direction}, i.id ${direction}`)
  const tags = yield* all<FoundPage['tags'][number]>(sql`
    select instance, tag from instance_tag where instance in ${list(rows.map(({ id }) => id))} order by tag`)
  return { total: count?.total ?? 0, rows, tags }
}

const QUEUES = sql`
  (select count(*) from outgoing o where o.instance = i.id and o.state in ('accepted', 'handed')) as queued,
  (select min(case when o.due_at is null or o.due_at < o.accepted_at then o.accepted_at else o.due_at end) from outgoing o
    where o.instance = i.id and o.state in ('accepted', 'handed') and o.lane < 2) as oldest_queued,
  (select count(*) from notification n where n.instance = i.id) as undelivered,
  (select min(n.created_at) from notification n where n.instance = i.id) as oldest_undelivered,
  (select min(n.created_at) from notification n where n.instance = i.id and n.attempts > 0) as oldest_refused`

const ENDPOINTS = sql`
  (select count(*) from partner_endpoint p where p.instance = i.id and p.deleted_at is null) as endpoints,
  (select count(*) from partner_endpoint p where p.instance = i.id and p.deleted_at is null
    and p.disabled_reason = 'failing') as endpoints_disabled,
  (select min(p.failing_since) from partner_endpoint p where p.instance = i.id and p.deleted_at is null
    and p.disabled_at is null) as endpoint_failing`

/** Most ids that are answered at once. */
const MOST_IDS = 100_000

/** The ids of every instance that matches, in their order. */
export function* findInstanceIds(filter: InstanceFilter): Step<number[]> {
  const rows = yield* all<{ id: number }>(sql`
    select i.id from instance i where ${conditions(filter)} order by i.id limit ${MOST_IDS}`)
  return rows.map(({ id }) => id)
}

function conditions({ account, search, state, tariff, tag, deleted }: InstanceFilter) {
  const alive = deleted ? sql`i.deleted_at is not null` : sql`i.deleted_at is null`
  const part = `%${search.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const like =
    search === ''
      ? sql``
      : sql`and (lower(i.name) like ${part} escape '\\' or cast(i.id as text) like ${part} escape '\\'
          or i.phone like ${part} escape '\\' or lower(i.external_id) like ${part} escape '\\')`
  const inState = state === '' ? sql`` : sql`and i.state = ${state}`
  const onTariff = tariff === '' ? sql`` : sql`and i.tariff = ${tariff}`
  const tagged =
    tag === '' ? sql`` : sql`and exists (select 1 from instance_tag t where t.instance = i.id and t.tag = ${tag})`
  return sql`i.account = ${account} and ${alive} ${like} ${inState} ${onTariff} ${tagged}`
}
