import type { Address, OtherContent } from '../../base/content.ts'
import type { CallStage } from '../../engines/port.ts'
import { instanceById, type Instance } from '../../instances/instance.ts'
import { resolvePeer, type Peer } from '../../instances/peers.ts'
import { readSettings } from '../../instances/settings.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { chatIdOfPeer, incomingCallBody, outgoingCallBody } from '../notifications/bodies.ts'
import { notify } from '../notifications/notify.ts'
import type { Direction } from './journal-row.ts'
import { MOST_ENTRIES } from './read.ts'

export interface Called {
  instance: number
  idCall: string
  from: Address
  stage: CallStage
  isVideo: boolean
  isGroup: boolean
  /** The network's time, milliseconds. */
  at: number
  freshPeer: string
  eventId: string
}

/**
 * A stage of an incoming call: first the offer, then one end; whatever comes again or without an offer changes nothing.
 * `reject`: the settings want it declined.
 */
export function* recordCall(input: Called): Step<{ notified: boolean; reject: boolean }> {
  const { instance: id, idCall, stage, at } = input
  const instance = yield* instanceById(id)
  if (!instance || instance.deleted_at !== null) return { notified: false, reject: false }
  const settings = readSettings(instance.settings)
  const reject = stage === 'offer' && settings.rejectIncomingCalls === 'yes'
  if (settings.incomingWebhook === 'no' || settings.incomingCallWebhook === 'no') return { notified: false, reject }
  const peer = yield* resolvePeer({ instance: id, address: input.from, freshId: input.freshPeer, at })
  const row = yield* stageOf(input, peer)
  if (!row) return { notified: false, reject: false }
  const from = chatIdOfPeer(instance, peer)
  const body = incomingCallBody({ instance, at, idCall, from, status: stage, isVideo: row.is_video === 1 })
  yield* notify({ instance: id, eventId: input.eventId, typeWebhook: 'incomingCall', body, at })
  return { notified: true, reject }
}

/** The journal's word where it has one of its own (journals.md, Calls). */
const JOURNAL_WORDS: Readonly<Partial<Record<CallStage, string>>> = { hangUp: 'hungUp' }

function* stageOf(input: Called, peer: Peer): Step<{ is_video: number } | undefined> {
  const { instance, idCall, stage, at } = input
  if (stage === 'offer') {
    return yield* one(sql`insert into phone_call
      (instance, id_call, chat, direction, at, is_video, is_group, status, seconds, participants)
      values (${instance}, ${idCall}, ${peer.id}, 'incoming', ${at}, ${input.isVideo ? 1 : 0}, ${input.isGroup ? 1 : 0},
        'offer', 0, '[]') on conflict (instance, id_call) do nothing returning is_video`)
  }
  return yield* one(sql`update phone_call set status = ${JOURNAL_WORDS[stage] ?? stage} where instance = ${instance}
    and id_call = ${idCall} and status = 'offer' returning is_video`)
}

/** A call made on the phone, told when it is over. True when a notification was queued. */
export function* recordOwnCall(
  instance: Instance,
  chat: Peer,
  call: { idCall: string; content: OtherContent; eventId: string; at: number },
): Step<boolean> {
  if (readSettings(instance.settings).outgoingCallWebhook === 'no') return false
  const { isVideo, duration, status, participants: told } = call.content.data as unknown as OwnCall
  const { idCall, at } = call
  const people = told.length > 1 ? told : [{ id: chatIdOfPeer(instance, chat), status }]
  const fresh = yield* run(sql`insert into phone_call
    (instance, id_call, chat, direction, at, is_video, is_group, status, seconds, participants)
    values (${instance.id}, ${idCall}, ${chat.id}, 'outgoing', ${at}, ${isVideo ? 1 : 0}, ${chat.kind === 'group' ? 1 : 0},
      ${status}, ${duration}, ${JSON.stringify(people)}) on conflict (instance, id_call) do nothing`)
  if (fresh === 0) return false
  const body = outgoingCallBody({ instance, at, idCall, isVideo, duration, status, participants: people })
  yield* notify({ instance: instance.id, eventId: call.eventId, typeWebhook: 'outgoingCall', body, at })
  return true
}

interface OwnCall {
  isVideo: boolean
  duration: number
  status: string
  participants: { id: string; status: string }[]
}

/** A row of `phone_call` with the names of its chat. */
export interface CallRow {
  id_call: string
  at: number
  is_video: number
  is_group: number
  status: string
  seconds: number
  /** JSON. */
  participants: string
  phone: string | null
  lid: string | null
  group_id: string | null
}

/** Calls since `since`, newest first. */
export function* readCalls(input: { instance: number; direction: Direction; since: number }): Step<CallRow[]> {
  return yield* all<CallRow>(sql`select k.*, c.phone, c.lid, c.group_id from phone_call k
    join peer c0 on c0.id = k.chat join peer c on c.id = coalesce(c0.merged_into, c0.id)
    where k.instance = ${input.instance} and k.at >= ${input.since} and k.direction = ${input.direction}
    order by k.at desc, k.id_call limit ${MOST_ENTRIES}`)
}

/** Lets go of calls older than `before`, at most `limit`; how many. */
export function* pruneCalls(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`delete from phone_call where (instance, id_call) in (
    select instance, id_call from phone_call where at < ${input.before} limit ${input.limit})`)
}
