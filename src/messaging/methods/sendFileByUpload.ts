import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { validationFailed } from '../../contract/kernel-failures.ts'
import { ChatId, DigitsInteger, MessageId } from '../../contract/schema.ts'
import type { Draft } from '../outgoing/draft.ts'
import { fileKindOf, mimeTypeOf } from '../outgoing/file-kind.ts'
import { accepting } from './accepting.ts'
import { PLAYABLE } from './send-fields.ts'
import { sendingMethod } from './sending-method.ts'

export const sendFileByUpload = sendingMethod({
  name: 'sendFileByUpload',
  host: 'media',
  summary: 'Send a file from a multipart body',
  description:
    'Parts in any order; the file is the part `file`. Its stored copy can be sent again by sendFileByUrl. ' + PLAYABLE,
  rate: { perSecond: 50 },
  bodyType: 'multipart',
  body: Type.Object({
    chatId: ChatId,
    fileName: Type.Optional(
      Type.String({ maxLength: 255, description: 'Name with extension; else that of the part.' }),
    ),
    caption: Type.Optional(Type.String({ maxLength: 20_000, description: 'Text under the file.' })),
    quotedMessageId: Type.Optional(MessageId),
    typingTime: Type.Optional(
      DigitsInteger({ minimum: 0, maximum: 20_000, description: 'Milliseconds of typing notice.' }),
    ),
    typingType: Type.Optional(Type.String({ description: 'Kind of notice; `recording` shows a recording.' })),
  }),
  reply: Type.Object({ idMessage: MessageId, urlFile: Type.String() }),
  example: {
    body: { chatId: '15550104477@c.us', fileName: 'floor-plan.png', caption: 'The plan' },
    reply: {
      idMessage: '3EB0A1C4D77F00124E1977',
      urlFile: 'https://media.example.net/files/5cf0d6ae7a1e4a8eb1b80f2c6a9b6d11-mbz-0/floor-plan.png',
    },
  },
  async run(call, ports) {
    const { body, file } = call
    if (!file) throw new Failure(validationFailed, { sentence: "Validation failed. Details: 'file' is required" })
    const { chatId, caption, quotedMessageId, typingTime } = body
    const fileName = body.fileName ?? file.fileName
    const urlFile = ports.media.url({ ...file, fileName })
    const draft: Draft = {
      content: {
        kind: 'file',
        fileKind: fileKindOf(fileName),
        handle: file.handle,
        fileName,
        mimeType: mimeTypeOf(fileName) ?? file.mimeType,
        size: file.size,
        ...(caption === undefined ? {} : { caption }),
      },
      ...(body.typingType === 'recording' ? { recording: true } : {}),
    }
    const request = { chatId, urlFile, fileName, caption: caption ?? '', typingTime: typingTime || null }
    const quote = quotedMessageId === undefined ? {} : { quotedMessageId }
    const named = { method: 'sendFileByUrl', countsAs: 'sendFileByUpload' }
    const send = { ...named, request: { ...request, ...quote }, draft, quotedMessageId, typingTime }
    return { ...(await accepting(call, { chatId, ...send }, ports)), urlFile }
  },
})
