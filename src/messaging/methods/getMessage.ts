import { Type, type Static } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { ChatId, MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { entryOf } from '../journals/entry.ts'
import { readMessage } from '../journals/read.ts'
import { chatAddress } from './chat-address.ts'
import { incomingExample, JournalEntry } from './entry-schema.ts'

export const messageNotFound = failure({
  code: 'messageNotFound',
  status: 400,
  form: 'validation',
  sentence: 'Message not found',
})

export const getMessage = instanceMethod({
  name: 'getMessage',
  verb: 'POST',
  group: 'journals',
  summary: 'One message of a chat',
  rate: { perSecond: 10 },
  errors: [messageNotFound],
  bodyType: 'json',
  body: Type.Object({ chatId: ChatId, idMessage: MessageId }),
  reply: JournalEntry,
  example: {
    body: { chatId: '15550104477@c.us', idMessage: 'A49D3C00F1E277B05586D1ACE40B2FAF' },
    reply: incomingExample,
  },
  async run({ caller, body }, { store, media, clock }) {
    const query = { instance: caller.id, chat: chatAddress(body.chatId), idMessage: body.idMessage }
    const row = await store.read(readMessage, query)
    if (!row) throw new Failure(messageNotFound)
    return entryOf(row, { media, now: clock.now(), byLid: caller.settings.enableLidMode }) as Static<
      typeof JournalEntry
    >
  },
})
