import type { Address } from '../../base/content.ts'
import { instanceById, type Instance } from '../../instances/instance.ts'
import { readSettings } from '../../instances/settings.ts'
import { run, sql, type Step } from '../../store/port/operation.ts'
import { lookOf, outgoingEntry } from '../journals/journal-row.ts'
import { viewerSaw } from '../journals/viewers.ts'
import { moveStatus } from './status.ts'

export interface Receipt {
  instance: number
  by: Address
  idMessages: string[]
  status: 'delivered' | 'read' | 'played'
  /** The network's time, milliseconds. */
  at: number
  /** One for each message. */
  eventIds: string[]
  /** Id of the reader's row, should there be none yet. */
  freshPeer: string
}

/**
 * Receipts of the other side move the status of our messages; receipts of the account's own devices say that
 * incoming messages were read there. In a group the first member's receipt counts. True when a notification was queued.
 */
export function* recordReceipt(input: Receipt): Step<boolean> {
  const instance = yield* instanceById(input.instance)
  if (!instance) return false
  if (isOwn(instance, input.by)) {
    if (input.status === 'delivered') return false
    for (const idMessage of input.idMessages) {
      yield* run(sql`update journal set is_read = 1 where instance = ${input.instance} and id_message = ${idMessage}
        and direction = 'incoming'`)
    }
    return false
  }
  let notified = false
  for (const [index, idMessage] of input.idMessages.entries()) {
    const entry = yield* outgoingEntry({ instance: input.instance, idMessage })
    if (!entry) continue
    // a receipt proves that the network took the message, should its acknowledgement have been lost
    yield* run(sql`delete from outgoing where instance = ${input.instance} and network_id = ${idMessage}
      and state = 'handed'`)
    const move = { status: input.status === 'delivered' ? 'delivered' : 'read', description: '' } as const
    const eventId = input.eventIds[index] ?? ''
    if (readSettings(instance.settings).outgoingWebhook !== 'no' && lookOf(entry)) {
      const { by, freshPeer, at } = input
      yield* viewerSaw({ instance: input.instance, idMessage, by, freshPeer, status: move.status, at })
    }
    if (yield* moveStatus(instance, entry, { ...move, eventId, at: input.at })) notified = true
  }
  return notified
}

function isOwn(instance: Instance, by: Address): boolean {
  if (by.kind !== 'person') return false
  return (by.phone !== undefined && by.phone === instance.phone) || (by.lid !== undefined && by.lid === instance.lid)
}
