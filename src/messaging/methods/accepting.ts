import type { Quoted } from '../../base/content.ts'
import { mintId, mintMessageId } from '../../base/ids.ts'
import type { Ports } from '../../contract/ports.ts'
import { acceptSend, acceptSends, type Accepted } from '../outgoing/accept.ts'
import type { Draft } from '../outgoing/draft.ts'
import { chatAddress } from './chat-address.ts'

export interface Send {
  instance: number
  chatId: string
  /** As showMessagesQueue names it. */
  method: string
  request: Record<string, unknown>
  draft: Draft
  quotedMessageId: Quoted['idMessage'] | undefined
  typingTime: number | undefined
}

/** Accepts a send and wakes its queue; the id may be answered, the message is in the database. */
export async function accepting(send: Send, { store, bus, clock }: Ports): Promise<{ idMessage: string }> {
  const accepted = acceptedOf(send, clock.now())
  await store.write(acceptSend, accepted)
  bus.nudge('outgoing', send.instance)
  return { idMessage: accepted.idMessage }
}

/** Accepts several sends of one instance in one commit: all are queued, in their order, or none. Answers their ids. */
export async function acceptingAll(sends: readonly Send[], { store, bus, clock }: Ports): Promise<string[]> {
  const at = clock.now()
  const accepted = sends.map((send) => acceptedOf(send, at))
  await store.write(acceptSends, { sends: accepted })
  const [first] = accepted
  if (first) bus.nudge('outgoing', first.instance)
  return accepted.map(({ idMessage }) => idMessage)
}

function acceptedOf(send: Send, at: number): Accepted {
  return {
    instance: send.instance,
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
