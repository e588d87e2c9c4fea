import { Type } from 'typebox'
import { ChatId, MessageId, withPhoneNumber } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { markChatRead } from '../journals/mark-read.ts'
import { chatAddress } from './chat-address.ts'

export const readChat = instanceMethod({
  name: 'readChat',
  verb: 'POST',
  group: 'marking',
  summary: 'Mark a chat or one message as read',
  description: 'Only messages that arrived while incomingWebhook was on can be marked. False when there was none.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  body: withPhoneNumber(Type.Object({ chatId: ChatId, idMessage: Type.Optional(MessageId) })),
  reply: Type.Object({ setRead: Type.Boolean() }),
  example: { body: { chatId: '15550104477@c.us' }, reply: { setRead: true } },
  async run({ caller, body }, ports) {
    const one = body.idMessage === undefined ? {} : { idMessage: body.idMessage }
    const setRead = await markChatRead({ instance: caller.id, chat: chatAddress(body.chatId), ...one }, ports)
    return { setRead }
  },
})
