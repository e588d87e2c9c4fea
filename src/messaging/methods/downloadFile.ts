import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { ChatId, MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { fileOfMessage } from '../journals/download.ts'
import { chatAddress } from './chat-address.ts'

/** The instance knows no file for that chat and message. */
export const fileNotKnown = failure({
  code: 'fileNotKnown',
  status: 400,
  form: 'validation',
  sentence: 'File message encrypted url not found',
})

/** The messenger no longer holds the file, or it could not be fetched now. */
export const fileNotFetched = failure({
  code: 'fileNotFetched',
  status: 500,
  form: 'text',
  sentence: 'The file could not be fetched from the messenger',
})

export const downloadFile = instanceMethod({
  name: 'downloadFile',
  verb: 'POST',
  group: 'receiving',
  summary: 'Get a link to the file of a message',
  description: 'The file is fetched from the messenger again when the gateway does not hold it any more.',
  rate: { perSecond: 5 },
  bodyType: 'json',
  errors: [fileNotKnown, fileNotFetched],
  body: Type.Object({ chatId: ChatId, idMessage: MessageId }),
  reply: Type.Object({ downloadUrl: Type.String() }),
  example: {
    body: { chatId: '15550104477@c.us', idMessage: 'A49D3C00F1E277B05586D1ACE40B2FAF' },
    reply: { downloadUrl: 'https://media.example.net/files/5cf0d6ae7a1e4a8eb1b80f2c6a9b6d11-mbz-0/plan.png' },
  },
  async run({ caller, body: { chatId, idMessage } }, ports) {
    const found = await fileOfMessage({ instance: caller.id, chat: chatAddress(chatId), idMessage }, ports)
    if (found === 'unknown') {
      const sentence = `File message encrypted url not found by chatId ${chatId} and idMessage ${idMessage}`
      throw new Failure(fileNotKnown, { sentence })
    }
    if (found === 'gone') throw new Failure(fileNotFetched)
    return { downloadUrl: found }
  },
})
