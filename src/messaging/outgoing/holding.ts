import type { Address } from '../../base/content.ts'
import { idsOfPeer } from '../../instances/peers.ts'
import { list, one, run, sql, type Step } from '../../store/port/operation.ts'
import { LANE } from './lanes.ts'

/** After a refusal new chats are held so long at least, by when the instance's state says what the network told. */
const GRACE_MS = 10_000
/** A cap without a known end is tried again after this time. */
const UNKNOWN_CAP_MS = 3_600_000
/** The network's times are whole seconds. */
const SECOND_MS = 1000

/** Why a message to somebody new is not even tried: the network counts every try against the account. */
export const NEW_CHAT = 'the account may not begin chats now'

/** Sets a row aside until the account may begin chats. It keeps its id, its bytes and its place. */
export function* hold(input: { instance: number; seq: number; at: number; reason: string }): Step<void> {
  yield* run(sql`update outgoing set state = 'accepted', lane = ${LANE.held}, turn = seq, held_at = ${input.at},
    reason = ${input.reason} where instance = ${input.instance} and seq = ${input.seq} and state in ('accepted', 'handed')`)
}

/** The network has just refused a new chat. */
export function* holdNewChats({ instance, at }: { instance: number; at: number }): Step<void> {
  yield* run(sql`insert into outgoing_pace (instance, last_sent_at, paused, held_until)
    values (${instance}, 0, 0, ${at + GRACE_MS}) on conflict (instance) do update set held_until =
    case when outgoing_pace.held_until < excluded.held_until then excluded.held_until else outgoing_pace.held_until end`)
}

export interface Capped {
  instance: number
  /** No more chats may be begun before, 0 unknown; null: more may. */
  until: number | null
  at: number
}

export function* keepCap({ instance, until, at }: Capped): Step<void> {
  const end = until === null ? 0 : until || at + UNKNOWN_CAP_MS
  yield* run(sql`insert into outgoing_pace (instance, last_sent_at, paused, held_until) values (${instance}, 0, 0, ${end})
    on conflict (instance) do update set held_until = excluded.held_until`)
}

/** Until when new chats are held back; null when they are not, or when nobody knows. */
export function* heldUntil({ instance, at }: { instance: number; at: number }): Step<number | null> {
  const row = yield* one<{ state: string; restricted_until: number | null; held_until: number | null }>(sql`
    select i.state, i.restricted_until, p.held_until from instance i
    left join outgoing_pace p on p.instance = i.id where i.id = ${instance}`)
  if (row?.state === 'suspended') return row.restricted_until || null
  return row?.held_until && row.held_until > at ? row.held_until : null
}

/**
 * What becomes of a row while new chats are held back. `free`: it may be tried, since the chat exists. `held`: the chat
 * would be a new one, or a message of it is held already and this one must not overtake it. `opened`: the other side
 * has written since, so what is held for it goes first.
 */
export type Standing = 'free' | 'held' | 'opened'

export function* standingOf(row: { instance: number; peer: string }, to: Address, own: string | null): Step<Standing> {
  const { instance } = row
  const ids = list(yield* idsOfPeer(row.peer))
  // nobody begins a chat with themselves
  if (to.kind === 'person' && to.phone === (own ?? '')) return 'free'
  if (to.kind === 'person') {
    const known = yield* one(sql`select 1 as yes from journal where instance = ${instance} and chat in ${ids}
      and (direction = 'incoming' or status in ('sent', 'delivered', 'read')) limit 1`)
    if (!known) return 'held'
  }
  const held = yield* one<{ at: number | null }>(sql`select max(held_at) as at from outgoing
    where instance = ${instance} and lane = ${LANE.held} and peer in ${ids}`)
  const since = held?.at ?? null
  if (since === null) return 'free'
  const word = yield* one(sql`select 1 as yes from journal where instance = ${instance} and chat in ${ids}
    and at > ${since - SECOND_MS} and direction = 'incoming' limit 1`)
  return word ? 'opened' : 'held'
}
