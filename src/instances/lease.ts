import { failure } from '../base/errors.ts'
import { all, one, run, sql, type Step } from '../store/port/operation.ts'

/** The session belongs to another node now; nothing was written. */
export const leaseLost = failure({
  code: 'leaseLost',
  status: 503,
  form: 'problem',
  sentence: 'The session is held by another node.',
})

/**
 * Renews this node: its leases are safe until `until` (milliseconds since 1970). `keyVersion`: the newest master key that
 * it knows.
 */
export function* renewNode(input: { node: string; until: number; keyVersion: number }): Step<void> {
  const { node, until, keyVersion } = input
  yield* run(sql`
    insert into node (id, until, key_version) values (${node}, ${until}, ${keyVersion})
    on conflict (id) do update set until = excluded.until, key_version = excluded.key_version`)
}

/** Living nodes, and the newest master key that each knows. */
export function* nodeKeys(input: { at: number }): Step<{ id: string; version: number }[]> {
  return yield* all<{ id: string; version: number }>(sql`
    select id, key_version as version from node where until > ${input.at} order by id`)
}

export interface Claim {
  instance: number
  node: string
  at: number
}

/**
 * Claims the lease of an instance: the new epoch, or undefined while another living node holds it. A node that claims
 * what it holds already gets a new epoch too, which fences whatever of it is still running.
 */
export function* claimLease({ instance, node, at }: Claim): Step<number | undefined> {
  const row = yield* one<{ epoch: number }>(sql`
    insert into lease (instance, node, epoch) values (${instance}, ${node}, 1)
    on conflict (instance) do update set node = excluded.node, epoch = lease.epoch + 1
    where lease.node = '' or lease.node = excluded.node
      or not exists (select 1 from node where node.id = lease.node and node.until > ${at})
    returning epoch`)
  return row?.epoch
}

/** Lets go of a lease, unless it has moved on. The epoch stays, so that the next holder's is higher. */
export function* releaseLease(input: { instance: number; node: string; epoch: number }): Step<boolean> {
  const released = yield* run(sql`
    update lease set node = ''
    where instance = ${input.instance} and node = ${input.node} and epoch = ${input.epoch}`)
  return released === 1
}

/**
 * Whether `epoch` is still the lease's. It locks the lease row until the commit (an update, since SQLite knows no
 * `for share`): a claim cannot slip in between this answer and the write it guards.
 */
export function* holdsLease(instance: number, epoch: number): Step<boolean> {
  return (
    (yield* run(
      sql`update lease set epoch = epoch where instance = ${instance} and epoch = ${epoch} and node <> ''`,
    )) === 1
  )
}

/**
 * Linked instances whose session nobody holds, oldest id first: free leases, those of dead nodes and, with `own`, those
 * this node held before it was restarted. An instance whose linking was cut off after its keys became durable counts.
 */
export function* claimableSessions(input: {
  node: string
  own: number
  at: number
  after: number
  limit: number
}): Step<number[]> {
  const free = sql`(l.instance is null or l.node = '' or n.id is null or n.until <= ${input.at}
    or (l.node = ${input.node} and ${input.own} = 1))`
  // each half reads a partial index (instance_linked, link_live), whose terms it must repeat word for word
  const rows = yield* all<{ id: number }>(sql`
    select i.id as id from instance i
      left join lease l on l.instance = i.id
      left join node n on n.id = l.node
    where i.deleted_at is null and i.state in ('authorized', 'starting', 'suspended') and i.id > ${input.after}
      and ${free}
    union
    select k.instance as id from link k
      left join lease l on l.instance = k.instance
      left join node n on n.id = l.node
    where k.phase not in ('failed', 'expired', 'passkeyRequired') and k.instance > ${input.after} and ${free}
      and exists (select 1 from session_creds c where c.instance = k.instance)
      and exists (select 1 from instance i where i.id = k.instance and i.deleted_at is null)
    order by id limit ${input.limit}`)
  return rows.map((row) => row.id)
}
