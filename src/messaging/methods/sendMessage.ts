import { Type } from 'typebox'
import { ChatId, MessageId, Switch, TypingTime } from '../../contract/schema.ts'
import type { Card, Draft } from '../outgoing/draft.ts'
import { accepting } from './accepting.ts'
import { sendingMethod } from './sending-method.ts'

const CustomPreview = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 300, description: 'Heading of the card.' }),
    description: Type.Optional(Type.String({ maxLength: 300, description: 'Second line of the card.' })),
    link: Type.Optional(Type.String({ maxLength: 300, description: 'Address shown on the card.' })),
    urlFile: Type.Optional(Type.String({ description: 'Link of the picture of a large card.' })),
    jpegThumbnail: Type.Optional(Type.String({ description: 'Base64 JPEG of a small card.' })),
  },
  { description: "The caller's own card in place of one made from the page." },
)

export const sendMessage = sendingMethod({
  name: 'sendMessage',
  summary: 'Send a text message to a person or a group',
  description:
    'Answers once the message is queued. It leaves in its turn; what becomes of it is told by outgoingMessageStatus.',
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: Type.Object({
    chatId: ChatId,
    message: Type.String({ minLength: 1, maxLength: 20_000, description: 'The text.' }),
    quotedMessageId: Type.Optional(MessageId),
    linkPreview: Type.Optional(Switch),
    typePreview: Type.Optional(Type.Enum(['large', 'small'], { description: 'Size of the preview card.' })),
    customPreview: Type.Optional(CustomPreview),
    typingTime: Type.Optional(TypingTime),
    typingType: Type.Optional(Type.String({ description: 'Kind of notice; `recording` shows a recording.' })),
  }),
  reply: Type.Object({ idMessage: MessageId }),
  example: {
    body: { chatId: '15550104477@c.us', message: 'Your bike is ready.' },
    reply: { idMessage: '3EB0A1C4D77F00124E1977' },
  },
  run(call, ports) {
    const { caller, body } = call
    const { chatId, message, quotedMessageId, customPreview, typePreview = 'large', typingTime } = body
    const linkPreview = body.linkPreview ?? caller.settings.linkPreview
    const draft: Draft = { content: { kind: 'text', text: message } }
    if (linkPreview && /https?:\/\//i.test(message)) {
      draft.card = { size: typePreview, ...(customPreview ? { custom: customPreview satisfies Card['custom'] } : {}) }
    }
    if (body.typingType === 'recording') draft.recording = true
    return accepting(
      call,
      {
        chatId,
        method: 'sendMessage',
        request: {
          chatId,
          message,
          ...(quotedMessageId === undefined ? {} : { quotedMessageId }),
          linkPreview,
          typePreview,
          typingTime: typingTime ?? null,
        },
        draft,
        quotedMessageId,
        typingTime,
      },
      ports,
    )
  },
})
