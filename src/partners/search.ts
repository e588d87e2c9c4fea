import type { Instance } from '../instances/instance.ts'
import { all, one, sql, type Step } from '../store/port/operation.ts'

/** What a list of instances can be sorted by. */
export const INSTANCE_SORTS = ['timeCreated', 'name', 'stateSince', 'state', 'idInstance'] as const

const COLUMNS = {
  timeCreated: sql`i.created_at`,
  name: sql`i.name`,
  stateSince: sql`i.state_since`,
  state: sql`i.state`,
  idInstance: sql`i.id`,
} as const

export interface InstanceQuery {
  account: string
  /** Part of name, id, number or external id; "" for all. */
  search: string
  state: string
  tariff: string
  deleted: boolean
  sort: (typeof INSTANCE_SORTS)[number]
  descending: boolean
  offset: number
  limit: number
}

/** An instance with what a list shows of its queues. */
export interface FoundInstance extends Instance {
  queued: number
  undelivered: number
  oldest_undelivered: number | null
}

/** A page of an account's instances, searched and sorted over all of them, and how many there are. */
export function* searchInstances(query: InstanceQuery): Step<{ total: number; rows: FoundInstance[] }> {
  const { sort, descending, offset, limit } = query
  const where = conditions(query)
  const count = yield* one<{ total: number }>(sql`select count(*) as total from instance i where ${where}`)
  const direction = descending ? sql`desc` : sql`asc`
  // the queues of the page alone are counted
  const rows = yield* all<FoundInstance>(sql`
    select i.*,
      (select count(*) from outgoing o where o.instance = i.id and o.state in ('accepted', 'handed')) as queued,
      (select count(*) from notification n where n.instance = i.id) as undelivered,
      (select min(n.created_at) from notification n where n.instance = i.id) as oldest_undelivered
    from instance i where i.id in (
      select i.id from instance i where ${where} order by ${COLUMNS[sort]} ${direction}, i.id ${direction}
      limit ${limit} offset ${offset})
    order by ${COLUMNS[sort]} ${direction}, i.id ${direction}`)
  return { total: count?.total ?? 0, rows }
}

function conditions({ account, search, state, tariff, deleted }: InstanceQuery) {
  const alive = deleted ? sql`i.deleted_at is not null` : sql`i.deleted_at is null`
  const part = `%${search.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const like =
    search === ''
      ? sql``
      : sql`and (lower(i.name) like ${part} escape '\\' or cast(i.id as text) like ${part} escape '\\'
          or i.phone like ${part} escape '\\' or lower(i.external_id) like ${part} escape '\\')`
  const inState = state === '' ? sql`` : sql`and i.state = ${state}`
  const onTariff = tariff === '' ? sql`` : sql`and i.tariff = ${tariff}`
  return sql`i.account = ${account} and ${alive} ${like} ${inState} ${onTariff}`
}
