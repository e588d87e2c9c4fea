import type { Address } from '../../base/content.ts'
import { addressOfPeer, peerById } from '../../instances/peers.ts'
import { readSettings, type Settings } from '../../instances/settings.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import type { Draft } from './draft.ts'

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
}

/** A row whose turn has come. */
export interface Due {
  seq: number
  idMessage: string
  state: QueueState
  attempts: number
  to: Address
  draft: Draft
  /** The network's bytes, once built: every attempt sends the same. */
  built: Uint8Array | null
  typingMs: number
  acceptedAt: number
  /** The setting asks to mark what arrived in the chat as read when this leaves. */
  marksRead: boolean
}

export interface Take {
  instance: number
  at: number
  /** Rows handed before this and never acknowledged are handed again, ahead of everything younger. */
  handedBefore: number
  /** Only rows behind this sequence, 0 for the head. */
  after: number
  /** The installation lifts the least delay (benchmarks). */
  unlimited: boolean
}

export interface Turn {
  rows: Due[]
  /** The first of the rows may leave at this time. */
  notBefore: number
  delayMs: number
}

/** The contract's least pause between two sends. */
export const LEAST_DELAY_MS = 500
/** Without a delay rows are taken by this many, so that building and committing overlap with sending. */
const WINDOW = 16

/**
 * The rows to send next, oldest first: one when a delay is kept, a window when none is. None while the instance is
 * not authorized, deleted or paused; the rows wait.
 */
export function* takeNext(input: Take): Step<Turn> {
  const { instance, at } = input
  const state = yield* one<{
    settings: string
    state: string
    deleted_at: number | null
    last_sent_at: number | null
    paused: number | null
  }>(sql`select i.settings, i.state, i.deleted_at, p.last_sent_at, p.paused from instance i
    left join outgoing_pace p on p.instance = i.id where i.id = ${instance}`)
  const idle: Turn = { rows: [], notBefore: at, delayMs: LEAST_DELAY_MS }
  if (!state || state.state !== 'authorized' || state.deleted_at !== null || state.paused === 1) return idle
  const settings = readSettings(state.settings)
  const asked = settings.delaySendMessagesMilliseconds
  const delayMs = input.unlimited ? asked : Math.max(LEAST_DELAY_MS, asked)
  const limit = delayMs === 0 ? WINDOW : 1
  const rows = yield* all<OutgoingRow>(sql`select * from outgoing where instance = ${instance} and seq > ${input.after}
    and expires_at > ${at} and (state = 'accepted' or (state = 'handed' and handed_at <= ${input.handedBefore}))
    order by seq limit ${limit}`)
  const due: Due[] = []
  for (const row of rows) due.push(yield* dueOf(row, settings))
  const last = state.last_sent_at ?? 0
  // a clock that was set back must not stall the queue
  return { rows: due, notBefore: last > at ? at : Math.max(at, last + delayMs), delayMs }
}

function* dueOf(row: OutgoingRow, { autoTyping, markIncomingMessagesReadedOnReply }: Settings): Step<Due> {
  let to = row.pinned === null ? undefined : (JSON.parse(row.pinned) as Address)
  if (!to) {
    const peer = yield* peerById(row.peer)
    if (!peer) throw new Error('a queue row has no recipient')
    to = addressOfPeer(peer)
  }
  return {
    seq: row.seq,
    idMessage: row.network_id,
    state: row.state,
    attempts: row.attempts,
    to,
    draft: JSON.parse(row.content) as Draft,
    built: row.built,
    // the level of autoTyping is the notice's length in seconds
    typingMs: row.typing_ms || autoTyping * 1000,
    acceptedAt: row.accepted_at,
    marksRead: markIncomingMessagesReadedOnReply === 'yes' && row.state === 'accepted',
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
  /** What building added (a fetched file, a card); absent when the content is still what was accepted. */
  final?: {
    /** JSON of `Draft`. */
    draft: string
    /** JSON of `RecordedContent`. */
    content: string
    typeMessage: string
  }
}

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
    if (!row.final) continue
    yield* run(
      sql`update outgoing set content = ${row.final.draft} where instance = ${input.instance} and seq = ${row.seq}`,
    )
    yield* run(sql`update journal set content = ${row.final.content}, type_message = ${row.final.typeMessage}
      where instance = ${input.instance} and at = ${row.acceptedAt} and seq = ${row.seq}`)
  }
  return kept
}
