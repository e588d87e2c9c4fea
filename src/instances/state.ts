import { Failure } from '../base/errors.ts'
import { all, run, sql, type Step } from '../store/port/operation.ts'
import { next } from './counter.ts'
import { instanceById, type Instance, type InstanceState } from './instance.ts'
import { holdsLease, leaseLost } from './lease.ts'
import { useLinkPages } from './link-page.ts'
import { tellState } from './tell-change.ts'

/** What the network told about the account that was linked. */
export interface AccountFacts {
  /** Digits. */
  phone: string
  lid: string | null
  pushName: string
  deviceId: string
}

export interface StateInput {
  instance: number
  state: InstanceState
  /** Why, for people: shown in the history. */
  reason: string
  at: number
  /** Fences the change: throws `leaseLost` when the lease has moved on. */
  epoch?: number
  /** Facts to keep; `null` forgets them (unlinked); absent leaves them. */
  account?: AccountFacts | null
  /** End of a sending restriction, 0 unknown; `null` none; absent leaves it. */
  restrictedUntil?: number | null
  /** Write the history although the state stays the same: something happened that its owner wants to know. */
  note?: boolean
}

/** A change of state that has been written; the notification of it is composed in the same transaction. */
export interface StateChange {
  /** The row after the change. */
  instance: Instance
  from: InstanceState
  to: InstanceState
  reason: string
  at: number
}

/**
 * Brings an instance into a state: row, history and revision. Undefined when the state is the one it had (reason and
 * facts are kept up to date all the same) or the instance is deleted. The caller nudges `state/<id>` after the commit.
 */
export function* changeState(input: StateInput): Step<StateChange | undefined> {
  const { instance, state, reason, at } = input
  if (input.epoch !== undefined && !(yield* holdsLease(instance, input.epoch))) throw new Failure(leaseLost)
  // the counter's row is locked from here on, so the row read next cannot change under us
  const revision = yield* next(0, 'revision')
  const before = yield* instanceById(instance)
  if (!before || before.deleted_at !== null) return undefined
  const after = withFacts({ ...before, state, state_reason: reason, revision }, input)
  const changed = before.state !== state
  if (changed) after.state_since = at
  yield* run(sql`
    update instance set state = ${state}, state_reason = ${reason}, state_since = ${after.state_since},
      phone = ${after.phone}, lid = ${after.lid}, push_name = ${after.push_name}, device_id = ${after.device_id},
      linked_at = ${after.linked_at}, restricted_until = ${after.restricted_until}, revision = ${revision}
    where id = ${instance}`)
  if (after.linked_at !== null && after.linked_at !== before.linked_at) yield* useLinkPages({ instance, at })
  yield* tellState(before, after, at)
  if (changed || input.note) yield* writeHistory({ instance, state, reason, phone: after.phone ?? before.phone, at })
  return changed ? { instance: after, from: before.state, to: state, reason, at } : undefined
}

function withFacts(row: Instance, { account, restrictedUntil, at }: StateInput): Instance {
  if (account === null) Object.assign(row, { phone: null, lid: null, push_name: '', device_id: '', linked_at: null })
  else if (account) {
    const known = row.device_id === account.deviceId && row.linked_at !== null
    row.phone = account.phone
    row.lid = account.lid
    row.push_name = account.pushName || row.push_name
    row.device_id = account.deviceId
    if (!known) row.linked_at = at
  }
  if (restrictedUntil !== undefined) row.restricted_until = restrictedUntil
  return row
}

export interface HistoryEntry {
  state: InstanceState
  reason: string
  phone: string | null
  at: number
}

/** What an instance's history holds; a page that is left open adds an entry every few minutes. */
const HISTORY_KEPT = 1000

/** Appends to the history of states and lets its oldest entry go. */
export function* writeHistory(entry: HistoryEntry & { instance: number }): Step<void> {
  const seq = yield* next(entry.instance, 'history')
  yield* run(sql`
    insert into state_history (instance, seq, state, reason, phone, at)
    values (${entry.instance}, ${seq}, ${entry.state}, ${entry.reason}, ${entry.phone}, ${entry.at})`)
  yield* run(sql`delete from state_history where instance = ${entry.instance} and seq <= ${seq - HISTORY_KEPT}`)
}

/** The newest entries of the three states that the contract's history shows (account.md section 2), newest first. */
export function* readHistory(input: { instance: number; count: number }): Step<HistoryEntry[]> {
  return yield* all<HistoryEntry>(sql`
    select state, reason, phone, at from state_history
    where instance = ${input.instance} and state in ('notAuthorized', 'authorized', 'blocked')
    order by seq desc limit ${input.count}`)
}
