import type { Account } from '../accounts.ts'
import { all, one, sql, type Step } from '../../store/port/operation.ts'

export interface AccountQuery {
  /** Part of name, id or the owner's address; "" for all. */
  search: string
  kind: string
  status: string
  /** Only accounts whose request for partnership waits. */
  asking: boolean
  offset: number
  limit: number
}

export interface FoundAccount extends Account {
  owner: string | null
  living: number
  asked_at: number | null
}

/** A page of the installation's accounts, newest first, and how many there are. */
export function* searchAccounts(query: AccountQuery): Step<{ total: number; rows: FoundAccount[] }> {
  const where = conditions(query)
  const count = yield* one<{ total: number }>(sql`select count(*) as total from account a where ${where}`)
  const rows = yield* all<FoundAccount>(sql`
    select a.*,
      (select p.email from membership m join person p on p.id = m.person
        where m.account = a.id and m.role = 'owner' limit 1) as owner,
      (select count(*) from instance i where i.account = a.id and i.deleted_at is null) as living,
      (select r.requested_at from partnership r where r.account = a.id and r.decision = 'open') as asked_at
    from account a where ${where} order by a.created_at desc, a.id desc limit ${query.limit} offset ${query.offset}`)
  return { total: count?.total ?? 0, rows }
}

function conditions({ search, kind, status, asking }: AccountQuery) {
  const part = `%${search.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const like =
    search === ''
      ? sql``
      : sql`and (lower(a.name) like ${part} escape '\\' or a.id = ${search} or exists (
          select 1 from membership m join person p on p.id = m.person
          where m.account = a.id and p.email like ${part} escape '\\'))`
  const ofKind = kind === '' ? sql`` : sql`and a.kind = ${kind}`
  const inStatus = status === '' ? sql`` : sql`and a.status = ${status}`
  const waits = asking
    ? sql`and exists (select 1 from partnership r where r.account = a.id and r.decision = 'open')`
    : sql``
  return sql`1 = 1 ${like} ${ofKind} ${inStatus} ${waits}`
}
