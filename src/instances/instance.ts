import { one, sql, type Step } from '../store/port/operation.ts'

/** States of the contract (common.json). `null` on the wire is never sent: a new instance is at once `notAuthorized`. */
export type InstanceState = 'notAuthorized' | 'authorized' | 'blocked' | 'starting' | 'suspended'

/** A row of `instance`. */
export interface Instance {
  id: number
  account: string
  prefix: string
  name: string
  messenger: string
  network: string
  tariff: string
  token_hash: string
  token_sealed: Uint8Array
  /** JSON, see `readSettings`. */
  settings: string
  proxy_sealed: Uint8Array | null
  state: InstanceState
  state_reason: string
  state_since: number
  phone: string | null
  lid: string | null
  push_name: string
  device_id: string
  linked_at: number | null
  restricted_until: number | null
  created_at: number
  deleted_at: number | null
  erased_at: number | null
  expires_at: number
  revision: number
  /** The partner's own name of it, "" when none. */
  external_id: string
  /** JSON object of the partner's own facts. */
  metadata: string
}

/** An instance by id, deleted ones included. */
export function* instanceById(id: number): Step<Instance | undefined> {
  return yield* one<Instance>(sql`select * from instance where id = ${id}`)
}

/** `…@c.us` of the linked account, "" while not linked (contract: wid). */
export function widOf(instance: Pick<Instance, 'phone'>): string {
  return instance.phone === null ? '' : `${instance.phone}@c.us`
}
