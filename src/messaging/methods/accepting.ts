import type { Quoted } from '../../base/content.ts'
import { Failure } from '../../base/errors.ts'
import { chatQuotaExceeded } from '../../billing/quotas/spend.ts'
import { mintId, mintMessageId } from '../../base/ids.ts'
import type { Call } from '../../contract/method.ts'
import type { Ports } from '../../contract/ports.ts'
import type { Accepted } from '../outgoing/accept.ts'
import type { Draft } from '../outgoing/draft.ts'
import type { Timing } from '../outgoing/lanes.ts'
import { acceptSends, type Once } from '../outgoing/once.ts'
import type { InstanceCaller } from '../../instances/caller.ts'
import { quotaCallOf } from '../../instances/quota.ts'
import { tellRefusedSend } from '../notifications/quota-notice.ts'
import { chatAddress } from './chat-address.ts'
import { timingHeaders, timingOf } from './send-timing.ts'
import { sendKeyMalformed } from './sending-method.ts'

/** A send method's call, as far as accepting needs it. */
type SendCall = Pick<Call<InstanceCaller>, 'caller' | 'body' | 'file' | 'headers'>

export interface Send {
  /** Absent: a status. */
  chatId?: string
  /** As showMessagesQueue names it. */
  method: string
  /** The method as quotas count it, where it has another name; null: it counts for nothing. */
  countsAs?: string | null
  request: Record<string, unknown>
  draft: Draft
  quotedMessageId?: Quoted['idMessage'] | undefined
  typingTime?: number | undefined
}

/** Accepts a send and wakes its queue; the id may be answered, the message is in the database. */
export async function accepting(call: SendCall, send: Send, ports: Ports): Promise<{ idMessage: string }> {
  const [idMessage = ''] = await acceptingAll(call, [send], ports)
  return { idMessage }
}

/** Accepts several sends in one commit: all are queued, in their order, or none. Answers their ids. */
export async function acceptingAll(call: SendCall, sends: readonly Send[], ports: Ports): Promise<string[]> {
  const { store, bus, clock } = ports
  const instance = call.caller.id
  const at = clock.now()
  const once = onceOf(call, sends, ports)
  const timing = timingOf(call.headers)
  const accepted = sends.map((send) => acceptedOf(instance, send, at, timing))
  const quota = countOf(call, sends, ports)
  const ids = await store
    .write(acceptSends, { sends: accepted, ...(once ? { once } : {}), ...(quota ? { quota } : {}) })
    .catch((error: unknown) => refused(error, call, sends, ports))
  bus.nudge('outgoing', instance)
  return ids
}

/** A call's sends go to one chat; a status goes to none. */
function countOf({ caller }: SendCall, [first]: readonly Send[], ports: Ports) {
  if (!first || first.countsAs === null) return undefined
  const { method, countsAs = method, chatId } = first
  return quotaCallOf(caller, { method: countsAs, ...(chatId === undefined ? {} : { chat: chatId }) }, ports)
}

async function refused(error: unknown, { caller }: SendCall, [first]: readonly Send[], ports: Ports): Promise<never> {
  if (first?.chatId !== undefined && error instanceof Failure && error.kind === chatQuotaExceeded) {
    const at = ports.clock.now()
    const chat = { instance: caller.id, chat: first.chatId, eventId: mintId(at), at }
    if (await ports.store.write(tellRefusedSend, chat)) ports.bus.nudge('notification', caller.id)
  }
  throw error
}

/** A file is known by name, size and kind: its handle is new with each upload. */
function onceOf({ headers, body, file }: SendCall, [first]: readonly Send[], { keyring }: Ports): Once | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new Failure(sendKeyMalformed)
  const fields = Object.entries(body as object).sort(([a], [b]) => (a < b ? -1 : 1))
  const about = file && [file.fileName, file.size, file.mimeType]
  const timing = timingHeaders.map((name) => headers[name]).filter((text) => text !== undefined)
  return { key, requestHash: keyring.lookup(`${first?.method ?? ''} ${JSON.stringify([fields, about, ...timing])}`) }
}

function acceptedOf(instance: number, send: Send, at: number, timing: Timing): Accepted {
  return {
    instance,
    idMessage: mintMessageId(),
    to: send.chatId === undefined ? { kind: 'status' } : chatAddress(send.chatId),
    freshPeer: mintId(at),
    method: send.method,
    request: send.request,
    draft: send.draft,
    ...(send.quotedMessageId === undefined ? {} : { quotedMessageId: send.quotedMessageId }),
    typingMs: send.typingTime ?? 0,
    at,
    timing,
  }
}
