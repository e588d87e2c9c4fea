import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { EmptyBody, TypingTime } from '../../contract/schema.ts'
import { chatAddress } from './chat-address.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { chatField } from './send-fields.ts'

const DEFAULT_MS = 1000

export const sendTyping = instanceMethod({
  name: 'sendTyping',
  verb: 'POST',
  group: 'sending',
  summary: 'Show “typing” or “recording” in a chat',
  description: 'Shows at once, for typingTime milliseconds (one second when absent). Answers with an empty body.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: Type.Object({
    ...chatField,
    typingTime: Type.Optional(TypingTime),
    typingType: Type.Optional(
      Type.Enum(['recording', 'typing', 'text'], { description: '`recording` shows a recording; else typing.' }),
    ),
  }),
  reply: EmptyBody,
  example: { body: { chatId: '15550104477@c.us', typingTime: 3000 }, reply: undefined },
  async run({ caller, body: { chatId, typingTime = DEFAULT_MS, typingType } }, { engine }) {
    const question = { chat: chatAddress(chatId), recording: typingType === 'recording', forMs: typingTime }
    await engine.ask(caller.id, { ask: 'typing', ...question }).catch(troubleOf)
    return undefined
  },
})
