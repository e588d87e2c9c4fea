import { Type } from 'typebox'
import { ChatId, MessageId, TypingTime } from '../../contract/schema.ts'
import type { Draft } from '../outgoing/draft.ts'
import { accepting } from './accepting.ts'
import { sendingMethod } from './sending-method.ts'

export const sendLink = sendingMethod({
  name: 'sendLink',
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
  run(call, ports) {
    const { body } = call
    const { chatId, urlLink, quotedMessageId, typingTime } = body
    const draft: Draft = { content: { kind: 'text', text: urlLink }, card: { size: 'large' } }
    const request = { chatId, urlLink, ...(quotedMessageId === undefined ? {} : { quotedMessageId }) }
    const send = { method: 'sendLink', request, draft, quotedMessageId, typingTime }
    return accepting(call, { chatId, ...send }, ports)
  },
})
