import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { MessageId } from '../../contract/schema.ts'
import type { Draft } from '../outgoing/draft.ts'
import { accepting } from './accepting.ts'
import { knownMessage, messageNotFound } from './known-message.ts'
import { chatField, Queued, queuedExample } from './send-fields.ts'
import { timingOf } from './send-timing.ts'
import { sendingMethod } from './sending-method.ts'

/** The messenger's own bound; its clients ignore later edits. */
const EDITABLE_MS = 15 * 60 * 1000
const TEXTS: ReadonlySet<string> = new Set(['textMessage', 'extendedTextMessage', 'quotedMessage'])

export const editMessage = sendingMethod({
  name: 'editMessage',
  summary: 'Change the text of a sent message',
  description:
    'Texts of this account, up to 15 minutes after they were sent. A later call still answers 200; status failed then ' +
    'says that nothing was changed. The edit has an id of its own.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [messageNotFound],
  body: Type.Object({
    ...chatField,
    idMessage: MessageId,
    message: Type.String({ minLength: 1, maxLength: 20_000, description: 'The new text.' }),
  }),
  reply: Queued,
  example: {
    body: { chatId: '15550104477@c.us', idMessage: '3EB0A1C4D77F00124E19', message: 'Your bike is ready on Friday.' },
    reply: queuedExample,
  },
  async run(call, ports) {
    const { caller, body } = call
    const { chatId, idMessage, message } = body
    const original = await knownMessage(caller.id, body, ports)
    if (original.direction !== 'outgoing' || !TEXTS.has(original.type_message)) throw new Failure(messageNotFound)
    const leaves = timingOf(call.headers).dueAt ?? ports.clock.now()
    const late = leaves - original.at > EDITABLE_MS
    const draft: Draft = {
      content: { kind: 'other', typeMessage: 'editedMessage', data: { textMessage: message, stanzaId: idMessage } },
      ...(late ? { refused: 'the message is older than 15 minutes and was not edited' } : {}),
    }
    const request = { chatId, idMessage, message }
    const send = { method: 'editMessage', request, draft, quotedMessageId: undefined, typingTime: undefined }
    return accepting(call, { chatId, ...send }, ports)
  },
})
