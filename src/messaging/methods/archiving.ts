import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { mintId } from '../../base/ids.ts'
import type { Method } from '../../contract/method.ts'
import { EmptyBody } from '../../contract/schema.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { markPeer } from '../../instances/peers.ts'
import { readKnownChat } from '../journals/last-incoming.ts'
import { chatAddress } from './chat-address.ts'
import { chatField } from './send-fields.ts'

export const chatNotFound = failure({
  code: 'chatNotFound',
  status: 400,
  form: 'validation',
  sentence: 'ArchiveChatError: chat not found',
})

export const lastMessageNotFound = failure({
  code: 'lastMessageNotFound',
  status: 400,
  form: 'validation',
  sentence: 'ArchiveChatError: cannot archive chat cause last message not found in chat',
})

export const alreadyArchived = failure({
  code: 'alreadyArchived',
  status: 400,
  form: 'validation',
  sentence: 'ArchiveChatError: the chat is so already',
})

/** archiveChat and unarchiveChat: the two differ in one word. */
export function archivingMethod(name: string, archived: boolean, summary: string): Method {
  return instanceMethod({
    name,
    verb: 'POST',
    group: 'service',
    summary,
    description:
      'For chats with an incoming message in the journal; a chat that is so already is refused. Answers with an empty ' +
      'body when the messenger has taken it.',
    rate: { perSecond: 10 },
    requires: 'authorized',
    bodyType: 'json',
    errors: [chatNotFound, lastMessageNotFound, alreadyArchived, ...engineFailures],
    body: Type.Object(chatField),
    reply: EmptyBody,
    example: { body: { chatId: '15550104477@c.us' }, reply: undefined },
    async run({ caller, body: { chatId } }, { store, engine, clock }) {
      const chat = chatAddress(chatId)
      const known = await store.read(readKnownChat, { instance: caller.id, chat })
      const about = `ArchiveChatError: chat with id ${chatId}`
      if (!known) throw new Failure(chatNotFound, { sentence: `${about} not found` })
      if (!known.last) throw new Failure(lastMessageNotFound)
      if (known.archived === archived)
        throw new Failure(alreadyArchived, { sentence: `${about} already archive=${String(archived)}` })
      const wish = { change: 'archive' as const, chat, archived, ...known.last }
      await engine.ask(caller.id, { ask: 'changeOwn', wish }).catch(troubleOf)
      const at = clock.now()
      await store.write(markPeer, { instance: caller.id, address: chat, freshId: mintId(at), at, archived })
      return undefined
    },
  })
}
