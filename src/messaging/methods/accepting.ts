import type { Quoted } from '../../base/content.ts'
import { Failure } from '../../base/errors.ts'
import { mintId, mintMessageId } from '../../base/ids.ts'
import type { Call } from '../../contract/method.ts'
import type { Ports } from '../../contract/ports.ts'
import type { Accepted } from '../outgoing/accept.ts'
import type { Draft } from '../outgoing/draft.ts'
import { acceptSends, type Once } from '../outgoing/once.ts'
import type { InstanceCaller } from '../../instances/caller.ts'
import { chatAddress } from './chat-address.ts'
import { sendKeyMalformed } from './sending-method.ts'

/** A send method's call, as far as accepting needs it. */
type SendCall = Pick<Call<InstanceCaller>, 'caller' | 'body' | 'file' | 'headers'>

export interface Send {
  chatId: string
  /** As showMessagesQueue names it. */
  method: string
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
  const accepted = sends.map((send) => acceptedOf(instance, send, at))
  const ids = await store.write(acceptSends, { sends: accepted, ...(once ? { once } : {}) })
  bus.nudge('outgoing', instance)
  return ids
}

/** A file is known by name, size and kind: its handle is new with each upload. */
function onceOf({ headers, body, file }: SendCall, [first]: readonly Send[], { keyring }: Ports): Once | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new Failure(sendKeyMalformed)
  const fields = Object.entries(body as object).sort(([a], [b]) => (a < b ? -1 : 1))
  const about = file && [file.fileName, file.size, file.mimeType]
  return { key, requestHash: keyring.lookup(`${first?.method ?? ''} ${JSON.stringify([fields, about])}`) }
}

function acceptedOf(instance: number, send: Send, at: number): Accepted {
  return {
    instance,
    idMessage: mintMessageId(),
    to: chatAddress(send.chatId),
    freshPeer: mintId(at),
    method: send.method,
    request: send.request,
    draft: send.draft,
    ...(send.quotedMessageId === undefined ? {} : { quotedMessageId: send.quotedMessageId }),
    typingMs: send.typingTime ?? 0,
    at,
  }
}
