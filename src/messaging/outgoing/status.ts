import { peerById } from '../../instances/peers.ts'
import { readSettings } from '../../instances/settings.ts'
import type { Instance } from '../../instances/instance.ts'
import { run, sql, type Step } from '../../store/port/operation.ts'
import type { JournalRow, JournalStatus } from '../journals/journal-row.ts'
import { chatIdOfPeer, statusBody, type SentStatus } from '../notifications/bodies.ts'
import { notify } from '../notifications/notify.ts'

/** How far a message has come; only evidence of something further moves the word. */
const RANK: Readonly<Record<JournalStatus, number>> = {
  '': 0,
  pending: 0,
  // a failure we declared ourselves (cleared, expired) yields to the network's own word
  failed: 1,
  noAccount: 1,
  notInGroup: 1,
  sent: 2,
  delivered: 3,
  read: 4,
}

export interface StatusMove {
  status: SentStatus
  /** Text for an error status. */
  description: string
  /** Named by the caller; used when a notification is wanted. */
  eventId: string
  at: number
}

/**
 * Moves a sent message's status in the journal and tells the consumer: each word at most once, never backwards.
 * `failed` and `noAccount` are always told; the others as outgoingWebhook and the switch of the message's origin say.
 * Receipts are journalled only while outgoingWebhook is on (journals.md); our own evidence always is.
 * True when a notification was queued.
 */
export function* moveStatus(instance: Instance, entry: JournalRow, move: StatusMove): Step<boolean> {
  if (RANK[move.status] <= RANK[entry.status]) return false
  const settings = readSettings(instance.settings)
  const receipt = move.status === 'delivered' || move.status === 'read'
  if (receipt && settings.outgoingWebhook === 'no') return false
  yield* run(sql`update journal set status = ${move.status}, status_text = ${move.description}, status_at = ${move.at}
    where instance = ${entry.instance} and at = ${entry.at} and seq = ${entry.seq}`)
  const origin = entry.by_api === 1 ? settings.outgoingAPIMessageWebhook : settings.outgoingMessageWebhook
  const always = move.status === 'failed' || move.status === 'noAccount'
  if (!always && (settings.outgoingWebhook === 'no' || origin === 'no')) return false
  const chat = yield* peerById(entry.chat)
  if (!chat) return false
  const body = statusBody({
    instance,
    chatId: chatIdOfPeer(instance, chat),
    at: move.at,
    idMessage: entry.id_message,
    status: move.status,
    description: move.description,
    sendByApi: entry.by_api === 1,
  })
  yield* notify({
    instance: instance.id,
    eventId: move.eventId,
    typeWebhook: 'outgoingMessageStatus',
    body,
    at: move.at,
  })
  return true
}
