import { instanceById, type Instance } from '../../instances/instance.ts'
import { peerById } from '../../instances/peers.ts'
import { readSettings } from '../../instances/settings.ts'
import { one, run, sql, type Fragment, type Step } from '../../store/port/operation.ts'
import { flagOriginal } from '../journals/flag-original.ts'
import { contentOf, lookOf, outgoingEntry, type JournalRow } from '../journals/journal-row.ts'
import { viewersSent } from '../journals/viewers.ts'
import { withIdentities } from '../notifications/identities.ts'
import { messageBody, senderOfOutgoing, type SentStatus } from '../notifications/bodies.ts'
import { messageData } from '../notifications/message-data.ts'
import { notify } from '../notifications/notify.ts'
import { isSwitchedOn } from '../notifications/switches.ts'
import type { Draft } from './draft.ts'
import { hold, holdNewChats } from './holding.ts'
import { moveStatus } from './status.ts'
import { takeTimely, type OutgoingRow, type Take, type Turn } from './take.ts'

/** What became of one attempt. */
export type Outcome = { seq: number; acceptedAt: number; at: number } &
  /** `attempt`: how many there were before. */
  (
    | { end: 'handed'; eventId: string; attempt: number }
    /** The network or the content rules it out: status word and description are told. */
    | { end: 'failed'; status: SentStatus; description: string; eventId: string }
    /** Poison: failed too often. Kept aside with its reason, told as failed. */
    | { end: 'parked'; description: string; eventId: string }
    /** Not tried: the account may not begin chats now. */
    | { end: 'held'; reason: string }
    /** Worth another try; `counts` when the fault lies with the message. */
    | { end: 'again'; reason: string; counts: boolean }
  )

export interface Settlement {
  instance: number
  outcomes: Outcome[]
  take?: Take
}

export interface Settled {
  /** Whether a notification was queued. */
  notified: boolean
  turn?: Turn
}

/** Settles what was tried, lets go what waited for this time, and takes what comes next, in one commit. */
export function* settleAndTake(input: Settlement): Step<Settled> {
  const { instance: id, outcomes } = input
  let notified = false
  let handedAt = 0
  const instance = outcomes.length === 0 ? undefined : yield* instanceById(id)
  for (const outcome of outcomes) {
    if (!instance) break
    if (outcome.end === 'handed') handedAt = Math.max(handedAt, outcome.at)
    if (yield* settleOne(instance, outcome)) notified = true
  }
  if (handedAt > 0) {
    yield* run(sql`insert into outgoing_pace (instance, last_sent_at, paused) values (${id}, ${handedAt}, 0)
      on conflict (instance) do update set last_sent_at = excluded.last_sent_at`)
  }
  return { notified, ...(input.take ? { turn: yield* takeTimely(input.take) } : {}) }
}

function* settleOne(instance: Instance, outcome: Outcome): Step<boolean> {
  const { seq } = outcome
  if (outcome.end === 'again') {
    yield* run(sql`update outgoing set attempts = attempts + ${outcome.counts ? 1 : 0}, reason = ${outcome.reason}
      where instance = ${instance.id} and seq = ${seq}`)
    return false
  }
  if (outcome.end === 'handed') return yield* markHanded(instance, outcome)
  if (outcome.end === 'held') {
    yield* hold({ instance: instance.id, ...outcome })
    return false
  }
  const gone =
    outcome.end === 'parked'
      ? yield* run(sql`update outgoing set state = 'parked', reason = ${outcome.description}, attempts = attempts + 1
          where instance = ${instance.id} and seq = ${seq}`)
      : yield* run(sql`delete from outgoing where instance = ${instance.id} and seq = ${seq}`)
  const entry = gone === 0 ? undefined : yield* entryOf(instance.id, outcome)
  if (!entry) return false
  return yield* moveStatus(instance, entry, {
    status: outcome.end === 'parked' ? 'failed' : outcome.status,
    description: outcome.description,
    eventId: outcome.eventId,
    at: outcome.at,
  })
}

/**
 * The message has left. The first time this is true the consumer is told outgoingAPIMessageReceived, so that it
 * always comes before the statuses; a row handed again is only stamped. What has been recorded of this attempt before,
 * since the network's word overtook it, stays as it is.
 */
export function* markHanded(
  instance: Instance,
  handed: { seq: number; acceptedAt: number; at: number; eventId: string; attempt: number },
): Step<boolean> {
  const stamp = (which: Fragment) =>
    run(sql`update outgoing set state = 'handed', handed_at = ${handed.at}, attempts = attempts + 1
      where instance = ${instance.id} and seq = ${handed.seq} and attempts = ${handed.attempt} and ${which}`)
  if ((yield* stamp(sql`state = 'accepted' and handed_at is null`)) === 0) {
    yield* stamp(sql`state in ('accepted', 'handed')`)
    return false
  }
  yield* keepRaw(instance.id, handed.seq)
  const settings = readSettings(instance.settings)
  const entry = yield* entryOf(instance.id, handed)
  const chat = entry ? yield* peerById(entry.chat) : undefined
  if (entry && chat) yield* flagOriginal({ instance: instance.id, chat, content: contentOf(entry) })
  if (settings.outgoingAPIMessageWebhook === 'no') return false
  const row = yield* one<{ content: string }>(sql`select content from outgoing where instance = ${instance.id}
    and seq = ${handed.seq}`)
  const draft = row ? (JSON.parse(row.content) as Draft) : undefined
  const data =
    draft && isSwitchedOn(draft.content, settings) ? messageData(draft.content, draft.downloadUrl ?? '') : undefined
  // the contract has no notification of a status
  if (!entry || !chat || chat.kind === 'status' || !data) return false
  const body = messageBody('outgoingAPIMessageReceived', {
    instance,
    at: handed.at,
    idMessage: entry.id_message,
    senderData: senderOfOutgoing(instance, chat),
    messageData: withIdentities(data, { settings, chat, sender: instance }),
  })
  yield* notify({
    instance: instance.id,
    eventId: handed.eventId,
    typeWebhook: 'outgoingAPIMessageReceived',
    body,
    at: handed.at,
  })
  return true
}

/** The sent bytes outlive the queue row: for resending on a retry receipt, quoting, forwarding, media. */
function* keepRaw(instance: number, seq: number): Step<void> {
  yield* run(sql`insert into raw_message (instance, id_message, chat, author, from_me, raw, media, at)
    select instance, network_id, peer, null, 1, built, null, accepted_at from outgoing
    where instance = ${instance} and seq = ${seq} and built is not null
    on conflict (instance, id_message, chat) do nothing`)
}

function* entryOf(instance: number, key: { seq: number; acceptedAt: number }): Step<JournalRow | undefined> {
  return yield* one<JournalRow>(sql`select * from journal where instance = ${instance} and at = ${key.acceptedAt}
    and seq = ${key.seq}`)
}

export interface Acknowledged {
  instance: number
  idMessage: string
  at: number
  /** Absent: the network accepted the message. */
  error?: { status: SentStatus; description: string }
  /** Refused as long as the account may begin no chats: why. */
  held?: string
  /** For the status; the second one when the acknowledgement overtakes the record of handing. */
  eventId: string
  handedEventId: string
}

/**
 * The network's verdict: `sent`, or a failure. The queue row goes, the journal keeps the message; one that is refused
 * for a restriction stays and waits for its end. A verdict may arrive before the record of handing has committed; then
 * this records it too. True when a notification was queued.
 */
export function* acknowledge(input: Acknowledged): Step<boolean> {
  const instance = yield* instanceById(input.instance)
  if (!instance) return false
  const row = yield* one<OutgoingRow>(sql`select * from outgoing where instance = ${input.instance}
    and network_id = ${input.idMessage}`)
  let notified = false
  if (row?.state === 'accepted' && !input.error) {
    const handed = { seq: row.seq, acceptedAt: row.accepted_at, at: input.at, eventId: input.handedEventId }
    notified = yield* markHanded(instance, { ...handed, attempt: row.attempts })
  }
  if (input.held !== undefined) {
    if (row) yield* hold({ instance: input.instance, seq: row.seq, at: input.at, reason: input.held })
    yield* holdNewChats(input)
    return notified
  }
  if (row) yield* run(sql`delete from outgoing where instance = ${input.instance} and seq = ${row.seq}`)
  const entry = yield* outgoingEntry(input)
  if (!entry) return notified
  if (!input.error && lookOf(entry)) yield* viewersSent(input)
  const { status, description } = input.error ?? { status: 'sent' as const, description: '' }
  const move = { status, description, eventId: input.eventId, at: input.at }
  return (yield* moveStatus(instance, entry, move)) || notified
}
