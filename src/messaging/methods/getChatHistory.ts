import { Type, type Static } from 'typebox'
import { ChatId, DigitsInteger } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { entriesOf } from '../journals/entry.ts'
import { readChat } from '../journals/read.ts'
import { chatAddress } from './chat-address.ts'
import { incomingExample, JournalEntry, outgoingExample } from './entry-schema.ts'

export const getChatHistory = instanceMethod({
  name: 'getChatHistory',
  verb: 'POST',
  group: 'journals',
  summary: 'The newest messages of a chat',
  description: 'Both directions, newest first. What was recorded depends on the settings of the time.',
  rate: { perSecond: 1 },
  bodyType: 'json',
  body: Type.Object({
    chatId: ChatId,
    count: Type.Optional(DigitsInteger({ minimum: 1, description: 'How many, 100 when absent, 10000 at most.' })),
  }),
  reply: Type.Array(JournalEntry),
  example: {
    body: { chatId: '15550104477@c.us', count: 10 },
    reply: [outgoingExample, incomingExample],
  },
  async run({ caller, body }, { store, media, clock }) {
    const query = { instance: caller.id, chat: chatAddress(body.chatId), count: body.count ?? 100 }
    const rows = await store.read(readChat, query)
    return entriesOf(rows, { media, now: clock.now(), byLid: caller.settings.enableLidMode }) as Static<
      typeof JournalEntry
    >[]
  },
})
