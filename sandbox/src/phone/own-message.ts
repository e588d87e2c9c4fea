import { createHash } from 'node:crypto'
import type { proto } from 'baileys'
import type { OutgoingPhoneMessage, PhoneMessage } from '../api.ts'
import { nowSeconds } from '../protocol/stanza.ts'
import { chatName, type Chat } from '../state/chats.ts'
import type { Account } from '../state/model.ts'
import { readContent } from './content.ts'

/** What a phone shows of a message that its person has just sent. */
export function ownMessage(
  { number }: Account,
  chat: Chat,
  id: string,
  { media }: OutgoingPhoneMessage,
  body: proto.IMessage,
): PhoneMessage {
  const { file: _, ...shown } = readContent(body) ?? { type: 'text' }
  return {
    id,
    chat: chatName(chat),
    sender: number,
    fromMe: true,
    timestamp: nowSeconds(),
    ...shown,
    ...(media && {
      media: {
        mimeType: media.mimeType,
        ...(media.fileName !== undefined && { fileName: media.fileName }),
        ...(media.caption !== undefined && { caption: media.caption }),
        sha256: createHash('sha256').update(media.data).digest('hex'),
        size: media.data.length,
      },
    }),
    wireCount: 0,
    status: 'sent',
  }
}
