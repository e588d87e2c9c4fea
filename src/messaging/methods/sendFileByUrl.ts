import { Type } from 'typebox'
import { ChatId, MessageId, TypingTime, withPhoneNumber } from '../../contract/schema.ts'
import type { Draft } from '../outgoing/draft.ts'
import { fileKindOf, mimeTypeOf } from '../outgoing/file-kind.ts'
import { accepting } from './accepting.ts'
import { linkedFile, PLAYABLE } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'

export const sendFileByUrl = sendingMethod({
  name: 'sendFileByUrl',
  summary: 'Send a file that the gateway fetches from a link',
  description:
    'Answers before the file is fetched. The extension of fileName decides how it is sent. A link that cannot be ' +
    'fetched, is refused or over 100 MB ends in status failed with a description. ' +
    PLAYABLE,
  rate: { perSecond: 50 },
  bodyType: 'json',
  body: withPhoneNumber(
    Type.Object({
      chatId: ChatId,
      ...linkedFile,
      caption: Type.Optional(Type.String({ maxLength: 20_000, description: 'Text under the file.' })),
      quotedMessageId: Type.Optional(MessageId),
      typingTime: Type.Optional(TypingTime),
      typingType: Type.Optional(Type.String({ description: 'Kind of notice; `recording` shows a recording.' })),
    }),
  ),
  reply: Type.Object({ idMessage: MessageId }),
  example: {
    body: {
      chatId: '15550104477@c.us',
      urlFile: 'https://files.example.org/price-list.pdf',
      fileName: 'price-list.pdf',
      caption: 'Our prices',
    },
    reply: { idMessage: '3EB0A1C4D77F00124E1977' },
  },
  run(call, ports) {
    const { body } = call
    const { chatId, urlFile, fileName, caption, quotedMessageId, typingTime } = body
    const draft: Draft = {
      content: {
        kind: 'file',
        fileKind: fileKindOf(fileName),
        fileName,
        mimeType: mimeTypeOf(fileName) ?? 'application/octet-stream',
        ...(caption === undefined ? {} : { caption }),
      },
      urlFile,
      ...(body.typingType === 'recording' ? { recording: true } : {}),
    }
    const request = { chatId, urlFile, fileName, caption: caption ?? '', typingTime: typingTime ?? null }
    const quote = quotedMessageId === undefined ? {} : { quotedMessageId }
    const send = { method: 'sendFileByUrl', request: { ...request, ...quote }, draft, quotedMessageId, typingTime }
    return accepting(call, { chatId, ...send }, ports)
  },
})
