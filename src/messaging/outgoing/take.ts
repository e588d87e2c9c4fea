import { addressOf, type Address, type PersonAddress } from '../../base/content.ts'
import { addressOfPeer, peerById, readContactList } from '../../instances/peers.ts'
import { readSettings, type Settings } from '../../instances/settings.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { keepViewers, readViewers } from '../journals/viewers.ts'
import type { Draft } from './draft.ts'
import { NEW_CHAT, standingOf } from './holding.ts'
import { LANE, letGo, type Stir } from './lanes.ts'

export type QueueState = 'accepted' | 'handed' | 'parked'

/** A row of `outgoing`. */
export interface OutgoingRow {
  instance: number
  seq: number
  id_message: string
  network_id: string
  peer: string
  /** JSON of the `Address` chosen at the first attempt. */
  pinned: string | null
  method: string
  request: string
  /** JSON of `Draft`. */
  content: string
  built: Uint8Array | null
  state: QueueState
  reason: string
  attempts: number
  typing_ms: number
  accepted_at: number
  expires_at: number
  handed_at: number | null
  /** See `lanes.ts`. */
  lane: number
  priority: number
  turn: number
  due_at: number | null
  held_at: number | null
}

/** A row whose turn has come. */
export interface Due {
  seq: number
  lane: number
  idMessage: string
  state: QueueState
  attempts: number
  to: Address
  draft: Draft
  /** Seconds after which messages of the chat disappear, 0: never; of a row that is not built yet. */
  expiration: number
  /** The network's bytes, once built: every attempt sends the same. */
  built: Uint8Array | null
  typingMs: number
  acceptedAt: number
  /** The setting asks to mark what arrived in the chat as read when this leaves. */
  marksRead: boolean
  /** Why it is not tried: the account may not begin chats. Null: it is. */
  held: string | null
}

/** How far the lanes have been taken. */
export interface Cursor {
  high: number
  normal: number
}

export const HEAD: Cursor = { high: 0, normal: 0 }

export interface Take {
  instance: number
  at: number
  /** Rows handed before this and never acknowledged are handed again, ahead of everything younger. */
  handedBefore: number
  /** Only rows behind these sequences. */
  after: Cursor
  /** The installation lifts the least delay (benchmarks). */
  unlimited: boolean
}

export interface Turn {
  rows: Due[]
  /** The first of the rows may leave at this time. */
  notBefore: number
  delayMs: number
  /** When the next of the rows that wait for a time may go; null when none does. */
  nextAt: number | null
  /** Rows that may go now have to move first; only then the turn is what it should be. */
  stir: Stir | null
}

/** The contract's least pause between two sends. */
export const LEAST_DELAY_MS = 500
/** Without a delay rows are taken by this many, so that building and committing overlap with sending. */
const WINDOW = 16

/** Whether an instance may send, and to whom. */
interface Standing {
  /** "" once it is deleted. */
  instance_state: string
  /** Until when it may begin no chat; null without a pace, negative while it is paused. */
  held: number | null
}

/** What decides about an instance's next turn. */
interface Readiness extends Standing {
  settings: string
  /** The account's own number. */
  phone: string | null
  last_sent_at: number | null
  /** The first of the rows that wait for a time. */
  next_at: number | null
  /** Null when no row is held. */
  first_held: number | null
}

/** Bound to one row each, so that they are looked up once for a statement. */
const standingOfInstance = (instance: number) => sql`
  (select case when deleted_at is null then state else '' end from instance where id = ${instance}) as instance_state,
  (select case when paused <> 0 then -1 else held_until end from outgoing_pace where instance = ${instance}) as held`

/**
 * The rows to send next, lane by lane and the oldest first: one when a delay is kept, a window when none is. None while
 * the instance is not linked, deleted or paused; the rows wait. While it is suspended, or has begun as many chats as it
 * may, rows for new chats come marked as held.
 */
export function* takeNext(input: Take): Step<Turn> {
  const { instance, at, after } = input
  const standing = standingOfInstance(instance)
  const state = yield* one<Readiness>(sql`select i.settings, i.phone, p.last_sent_at, ${standing},
      (select min(turn) from outgoing o where o.instance = i.id and o.lane = ${LANE.later}) as next_at,
      (select min(turn) from outgoing o where o.instance = i.id and o.lane = ${LANE.held}) as first_held
    from instance i left join outgoing_pace p on p.instance = i.id where i.id = ${instance}`)
  const idle: Turn = { rows: [], notBefore: at, delayMs: LEAST_DELAY_MS, nextAt: null, stir: null }
  if (!state || !maySend(state)) return idle
  const settings = readSettings(state.settings)
  const asked = settings.delaySendMessagesMilliseconds
  const delayMs = input.unlimited ? asked : Math.max(LEAST_DELAY_MS, asked)
  const limit = delayMs === 0 ? WINDOW : 1
  // each lane is a range of the index `outgoing_turn`, read no further than `limit`
  const head = (lane: number, behind: number) => sql`select * from (select *, ${standing} from outgoing
    where instance = ${instance} and lane = ${lane} and turn > ${behind} and expires_at > ${at}
    and (state = 'accepted' or (state = 'handed' and handed_at <= ${input.handedBefore}))
    order by turn limit ${limit}) one_lane`
  const rows = yield* all<OutgoingRow & Standing>(sql`${head(LANE.high, after.high)} union all
    ${head(LANE.normal, after.normal)} order by lane, turn limit ${limit}`)
  // each statement sees its own moment: the rows come with how things stood when they were there
  const [now = state] = rows
  if (!maySend(now)) return idle
  const suspended = now.instance_state === 'suspended'
  const capped = !suspended && (now.held ?? 0) > at
  const due: Due[] = []
  let opened: string | null = null
  for (const row of rows) {
    const one = yield* dueOf(row, settings)
    const place = suspended || capped ? yield* standingOf(row, one.to, state.phone) : 'free'
    if (place === 'opened') opened ??= row.peer
    due.push(place === 'held' ? { ...one, held: NEW_CHAT } : one)
  }
  const times = [state.next_at, state.first_held !== null && capped ? now.held : null].filter((time) => time !== null)
  const nextAt = times.length === 0 ? null : Math.min(...times)
  const released = state.first_held !== null && !suspended && !capped
  const stir =
    released || opened !== null || (nextAt !== null && nextAt <= at) ? { held: released, peer: opened } : null
  const last = state.last_sent_at ?? 0
  // a clock that was set back must not stall the queue; one that stands still has sent a millisecond from now
  return { rows: due, notBefore: last > at + 1 ? at : Math.max(at, last + delayMs), delayMs, nextAt, stir }
}

const LINKED: ReadonlySet<string> = new Set(['authorized', 'suspended'])

const maySend = ({ instance_state: state, held }: Standing) => LINKED.has(state) && (held ?? 0) >= 0

/** `takeNext`, after rows that may go have moved to their places. */
export function* takeTimely(input: Take): Step<Turn> {
  const { instance, at } = input
  for (;;) {
    const turn = yield* takeNext(input)
    if (!turn.stir) return turn
    yield* letGo({ instance, at, ...turn.stir })
  }
}

/** Whom a status is for: the people chosen, else the contact list; a removal is for those who have it. */
function* viewersOf(instance: number, { content }: Draft): Step<PersonAddress[]> {
  if (content.kind === 'other') {
    const viewers = yield* readViewers({ instance, idMessage: String(content.data['stanzaId']) })
    return viewers.map(({ address }) => address)
  }
  const chosen = content.status?.participants ?? []
  if (chosen.length === 0) return yield* readContactList(instance)
  return chosen.map(addressOf).filter((address) => address?.kind === 'person')
}

function* dueOf(row: OutgoingRow, { autoTyping, markIncomingMessagesReadedOnReply }: Settings): Step<Due> {
  const draft = JSON.parse(row.content) as Draft
  let expiration = 0
  let to = row.pinned === null ? undefined : (JSON.parse(row.pinned) as Address)
  if (!to) {
    const peer = yield* peerById(row.peer)
    if (!peer) throw new Error('a queue row has no recipient')
    to = addressOfPeer(peer)
    expiration = peer.ephemeral
    if (to.kind === 'status') to = { ...to, viewers: yield* viewersOf(row.instance, draft) }
  }
  return {
    seq: row.seq,
    lane: row.lane,
    idMessage: row.network_id,
    state: row.state,
    attempts: row.attempts,
    to,
    draft,
    expiration,
    built: row.built,
    // the level of autoTyping is the notice's length in seconds
    typingMs: to.kind === 'status' ? 0 : row.typing_ms || autoTyping * 1000,
    acceptedAt: row.accepted_at,
    marksRead: markIncomingMessagesReadedOnReply === 'yes' && row.state === 'accepted' && to.kind !== 'status',
    held: null,
  }
}

export interface Built {
  instance: number
  rows: BuiltRow[]
}

export interface BuiltRow {
  seq: number
  acceptedAt: number
  to: Address
  built: Uint8Array
  /** Of a status: who it goes to, a fresh id for each. */
  viewers?: { idMessage: string; people: PersonAddress[]; freshIds: string[]; at: number }
  /** What building added (a card, an address); absent when the row has it already. */
  final?: Final
}

/** A draft with everything fetched, for its row and for the journal. */
export interface Final {
  /** JSON of `Draft`. */
  draft: string
  /** JSON of `RecordedContent`. */
  content: string
  typeMessage: string
}

type RowKey = Pick<BuiltRow, 'seq' | 'acceptedAt'> & { instance: number }

/**
 * Keeps built messages before their first attempt: bytes and recipient never change afterwards. The journal learns
 * what building added. Answers with the sequences kept; another row was cleared in between, or a sender that has
 * since been replaced built it first: it must not be sent with these bytes.
 */
export function* keepBuilt(input: Built): Step<number[]> {
  const kept: number[] = []
  for (const row of input.rows) {
    const to = JSON.stringify(row.to)
    const changed = yield* run(sql`update outgoing set built = ${row.built}, pinned = ${to}
      where instance = ${input.instance} and seq = ${row.seq} and state = 'accepted' and built is null`)
    if (changed === 0) continue
    kept.push(row.seq)
    if (row.viewers) {
      const { people: viewers, ...rest } = row.viewers
      yield* keepViewers({ instance: input.instance, viewers, ...rest })
    }
    if (!row.final) continue
    yield* run(
      sql`update outgoing set content = ${row.final.draft} where instance = ${input.instance} and seq = ${row.seq}`,
    )
    yield* recordFinal({ ...row, instance: input.instance }, row.final)
  }
  return kept
}

/**
 * Keeps a final draft that took long to come by, so that the next try has it. False when the row is no longer what the
 * draft was made from (`was`, JSON): it was cleared, or another sender was here first.
 */
export function* keepFinal(input: RowKey & { was: string; final: Final }): Step<boolean> {
  const { instance, seq, was, final } = input
  const changed = yield* run(sql`update outgoing set content = ${final.draft}
    where instance = ${instance} and seq = ${seq} and state = 'accepted' and built is null and content = ${was}`)
  if (changed > 0) yield* recordFinal(input, final)
  return changed > 0
}

function* recordFinal({ instance, acceptedAt, seq }: RowKey, { content, typeMessage }: Final): Step<void> {
  yield* run(sql`update journal set content = ${content}, type_message = ${typeMessage}
    where instance = ${instance} and at = ${acceptedAt} and seq = ${seq}`)
}
