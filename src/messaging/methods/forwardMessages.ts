import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { validationFailed } from '../../contract/kernel-failures.ts'
import { ChatId, MessageId, TypingTime } from '../../contract/schema.ts'
import type { Content } from '../../base/content.ts'
import { contentOf, type JournalRow } from '../journals/journal-row.ts'
import { readLastEdit, readMessage } from '../journals/read.ts'
import { acceptingAll, type Send } from './accepting.ts'
import { chatAddress } from './chat-address.ts'
import { chatField, shownFields } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'

/** Kinds of entry that steer other messages and say nothing by themselves. */
const UNFORWARDABLE: ReadonlySet<string> = new Set([
  'reactionMessage',
  'editedMessage',
  'deletedMessage',
  'pollUpdateMessage',
])

export const forwardMessages = sendingMethod({
  name: 'forwardMessages',
  summary: 'Forward known messages from one chat to another',
  description: 'The messages must be in the journal: getMessage finds them. All are queued, in their order, or none.',
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: Type.Object({
    ...chatField,
    chatIdFrom: ChatId,
    messages: Type.Array(MessageId, { minItems: 1, maxItems: 100, description: 'Ids in the order wanted.' }),
    typingTime: Type.Optional(TypingTime),
  }),
  reply: Type.Object({ messages: Type.Array(MessageId, { description: 'New ids, one for each message.' }) }),
  example: {
    body: { chatId: '15550104477@c.us', chatIdFrom: '15550104488@c.us', messages: ['3EB0A1C4D77F00124E19'] },
    reply: { messages: ['3EB0A1C4D77F00124E1977'] },
  },
  async run(call, ports) {
    const { caller, body } = call
    const { chatId, chatIdFrom, messages, typingTime } = body
    const chat = chatAddress(chatIdFrom)
    const sends: Send[] = []
    for (const idMessage of messages) {
      const row = await ports.store.read(readMessage, { instance: caller.id, chat, idMessage })
      if (!row || UNFORWARDABLE.has(row.type_message)) {
        const sentence = `Validation failed. Details: 'messages': message by id ${idMessage} not found`
        throw new Failure(validationFailed, { sentence })
      }
      const lookUp = { instance: caller.id, chat, original: { id_message: idMessage, author: row.author, at: row.at } }
      const edit = row.is_edited === 1 ? await ports.store.read(readLastEdit, lookUp) : undefined
      sends.push({
        chatId,
        method: 'ForwardMessages',
        request: { ...shownFields(body), chatIdFrom, messagesIDs: [idMessage] },
        draft: { content: editedContent(forwardedContent(row), edit), forward: { chat, idMessage } },
        typingTime,
      })
    }
    return { messages: await acceptingAll(call, sends, ports) }
  },
})

/** The entry's content as it is told of the forwarded message: without its quote, one step further from its origin. */
function forwardedContent(row: JournalRow): Content {
  const { expiresAt: _, quoted: _quoted, ...content } = contentOf(row)
  if (content.kind !== 'other') return { ...content, forwardingScore: (content.forwardingScore ?? 0) + 1 }
  if (!('forwardingScore' in content.data)) return content
  const forwardingScore = Number(content.data['forwardingScore']) + 1
  return { ...content, data: { ...content.data, forwardingScore, isForwarded: true } }
}

/** As its author left it: text or caption anew, without a preview of what the text was before. */
function editedContent(content: Content, edit: Record<string, unknown> = {}): Content {
  const { textMessage, caption } = edit
  if (content.kind === 'text' && typeof textMessage === 'string') {
    const { preview: _, ...rest } = content
    return { ...rest, text: textMessage }
  }
  return content.kind === 'file' && typeof caption === 'string' ? { ...content, caption } : content
}
