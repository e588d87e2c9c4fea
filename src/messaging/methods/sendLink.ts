import { Type } from 'typebox'
import { ChatId, MessageId, TypingTime } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import type { Draft } from '../outgoing/draft.ts'
import { accepting } from './accepting.ts'

export const sendLink = instanceMethod({
  name: 'sendLink',
  verb: 'POST',
  group: 'sending',
  deprecated: true,
  summary: 'Send a link with a preview card; sendMessage does the same',
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: Type.Object({
    chatId: ChatId,
    urlLink: Type.String({ minLength: 1, maxLength: 4096, description: 'The address.' }),
    quotedMessageId: Type.Optional(MessageId),
    typingTime: Type.Optional(TypingTime),
  }),
  reply: Type.Object({ idMessage: MessageId }),
  example: {
    body: { chatId: '15550104477@c.us', urlLink: 'https://www.example.org/catalogue' },
    reply: { idMessage: '3EB0A1C4D77F00124E1977' },
  },
  run({ caller, body }, ports) {
    const { chatId, urlLink, quotedMessageId, typingTime } = body
    const draft: Draft = { content: { kind: 'text', text: urlLink }, card: { size: 'large' } }
    const request = { chatId, urlLink, ...(quotedMessageId === undefined ? {} : { quotedMessageId }) }
    const send = { method: 'sendLink', request, draft, quotedMessageId, typingTime }
    return accepting({ instance: caller.id, chatId, ...send }, ports)
  },
})
