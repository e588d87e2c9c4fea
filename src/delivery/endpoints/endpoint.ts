import { writeAudit, type Deed } from '../../audit/audit.ts'
import { failure, Failure } from '../../base/errors.ts'
import { all, one, run, sql, type Statement, type Step } from '../../store/port/operation.ts'

/** How long an event waits for a receiver that does not take it. */
export const EVENT_LIFE_MS = 3 * 24 * 60 * 60 * 1000

/** Most endpoints of an account, and of an instance. */
const MOST = 20

export const endpointUnknown = failure({
  code: 'endpointUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such endpoint.',
})

export const tooManyEndpoints = failure({
  code: 'tooManyEndpoints',
  status: 409,
  form: 'problem',
  sentence: 'There can be 20 endpoints at most.',
})

/** Whose endpoint: an account's, for its events, or an instance's, for the notifications of that one. */
export interface EndpointOwner {
  account: string
  instance?: number
}

/** A row of `partner_endpoint`: where a partner is told what happened. */
export interface Endpoint {
  id: string
  account: string
  instance: number | null
  name: string
  url: string
  /** JSON list of event types, [] for all. */
  types: string
  secret_sealed: Uint8Array
  /** Signs beside the present secret until `former_until`. */
  former_sealed: Uint8Array | null
  former_until: number | null
  next_seq: number
  created_at: number
  /** When the run of failures began that still lasts. */
  failing_since: number | null
  /** 0: nobody was told of the failing; 1: the other endpoints were; 2: the owner got a letter that it was disabled. */
  told_failing: number
  disabled_at: number | null
  disabled_reason: string
  deleted_at: number | null
}

/** Associated data of the sealed secrets of an endpoint. */
export function endpointSeal(endpoint: string): string {
  return `partner_endpoint/${endpoint}`
}

function owned({ account, instance }: EndpointOwner): Statement {
  return instance === undefined
    ? sql`account = ${account} and instance is null`
    : sql`account = ${account} and instance = ${instance}`
}

/** The endpoints of an owner, oldest first. */
export function* endpointsOf(owner: EndpointOwner): Step<Endpoint[]> {
  return yield* all<Endpoint>(sql`
    select * from partner_endpoint where ${owned(owner)} and deleted_at is null order by created_at, id`)
}

/** An endpoint of an owner. Throws `endpointUnknown`. */
export function* endpointOf({ id, ...owner }: EndpointOwner & { id: string }): Step<Endpoint> {
  const row = yield* one<Endpoint>(sql`
    select * from partner_endpoint where id = ${id} and ${owned(owner)} and deleted_at is null`)
  if (!row) throw new Failure(endpointUnknown)
  return row
}

/** Endpoints of instances that hear of something: all, or those of one instance. */
export function* boundEndpoints({ instance }: { instance: number | null }): Step<{ id: string; instance: number }[]> {
  const which = instance === null ? sql`instance is not null` : sql`instance = ${instance}`
  return yield* all<{ id: string; instance: number }>(sql`
    select id, instance from partner_endpoint where ${which} and disabled_at is null and deleted_at is null`)
}

const subjectOf = (id: string) => `endpoint/${id}`
const detailOf = ({ instance }: EndpointOwner) => (instance === undefined ? {} : { instance })

/** Adds an endpoint; it hears of what happens from now on. Throws `tooManyEndpoints`. */
export function* addEndpoint(
  input: EndpointOwner & {
    id: string
    name: string
    url: string
    types: string
    secretSealed: Uint8Array
    deed: Deed
  },
): Step<void> {
  const { id, account, instance, name, url, types, secretSealed, deed } = input
  if ((yield* endpointsOf(input)).length >= MOST) throw new Failure(tooManyEndpoints)
  yield* run(sql`
    insert into partner_endpoint (id, account, instance, name, url, types, secret_sealed, next_seq, created_at,
      told_failing, disabled_reason)
    values (${id}, ${account}, ${instance}, ${name}, ${url}, ${types}, ${secretSealed}, 1, ${deed.at}, 0, '')`)
  const detail = { name, ...detailOf(input) }
  yield* writeAudit({ ...deed, account, action: 'endpointAdded', subject: subjectOf(id), detail })
}

/** Changes an endpoint; `enabled` starts it again after it was disabled. Throws `endpointUnknown`. */
export function* changeEndpoint(
  input: EndpointOwner & {
    id: string
    name: string
    url: string
    types: string
    enabled: boolean
    deed: Deed
  },
): Step<void> {
  const { id, account, name, url, types, enabled, deed } = input
  yield* endpointOf(input)
  yield* run(sql`
    update partner_endpoint set name = ${name}, url = ${url}, types = ${types}, failing_since = null, told_failing = 0,
      disabled_at = ${enabled ? null : deed.at}, disabled_reason = ${enabled ? '' : 'by hand'}
    where id = ${id}`)
  if (!enabled) yield* dropWaiting({ endpoint: id, at: deed.at })
  const detail = { enabled, ...detailOf(input) }
  yield* writeAudit({ ...deed, account, action: 'endpointChanged', subject: subjectOf(id), detail })
}

/** Takes an endpoint away with what waits for it. Throws `endpointUnknown`. */
export function* removeEndpoint(input: EndpointOwner & { id: string; deed: Deed }): Step<void> {
  const { id, account, deed } = input
  yield* endpointOf(input)
  yield* run(sql`update partner_endpoint set deleted_at = ${deed.at} where id = ${id}`)
  yield* dropWaiting({ endpoint: id, at: deed.at })
  yield* writeAudit({ ...deed, account, action: 'endpointRemoved', subject: subjectOf(id), detail: detailOf(input) })
}

/** Signs with a new secret, and beside it with the present one until `until`. Throws `endpointUnknown`. */
export function* rotateSecret(
  input: EndpointOwner & {
    id: string
    secretSealed: Uint8Array
    until: number
    deed: Deed
  },
): Step<void> {
  const { id, account, secretSealed, until, deed } = input
  const before = yield* endpointOf(input)
  yield* run(sql`
    update partner_endpoint set secret_sealed = ${secretSealed}, former_sealed = ${before.secret_sealed},
      former_until = ${until} where id = ${id}`)
  const detail = { until, ...detailOf(input) }
  yield* writeAudit({ ...deed, account, action: 'endpointSecretRotated', subject: subjectOf(id), detail })
}

/** What waits for an endpoint will not be sent. */
export function* dropWaiting({ endpoint, at }: { endpoint: string; at: number }): Step<void> {
  yield* run(sql`
    update endpoint_event set outcome = 'dropped', ended_at = ${at}
    where endpoint = ${endpoint} and outcome = 'waiting'`)
}
