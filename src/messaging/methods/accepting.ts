import { addressOf, type Quoted } from '../../base/content.ts'
import { Failure } from '../../base/errors.ts'
import { mintId, mintMessageId } from '../../base/ids.ts'
import type { Ports } from '../../contract/ports.ts'
import { validationFailed } from '../../contract/kernel-failures.ts'
import { acceptSend } from '../outgoing/accept.ts'
import type { Draft } from '../outgoing/draft.ts'

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
  const to = addressOf(send.chatId)
  // the schema's ChatId says the same in the contract's words
  if (!to) throw new Failure(validationFailed)
  const idMessage = mintMessageId()
  const at = clock.now()
  await store.write(acceptSend, {
    instance: send.instance,
    idMessage,
    to,
    freshPeer: mintId(at),
    method: send.method,
    request: send.request,
    draft: send.draft,
    ...(send.quotedMessageId === undefined ? {} : { quotedMessageId: send.quotedMessageId }),
    typingMs: send.typingTime ?? 0,
    at,
  })
  bus.nudge('outgoing', send.instance)
  return { idMessage }
}
