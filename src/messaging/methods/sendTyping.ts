import { Type } from 'typebox'
import { chatQuotaExceeded, checkChat } from '../../billing/quotas/spend.ts'
import { chatIdsOfPeer, readPeer } from '../../instances/peers.ts'
import { quotaCallOf } from '../../instances/quota.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { EmptyBody, TypingTime } from '../../contract/schema.ts'
import { chatAddress } from './chat-address.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { chatField } from './send-fields.ts'

const DEFAULT_MS = 1000

export const sendTyping = instanceMethod({
  name: 'sendTyping',
  verb: 'POST',
  group: 'sending',
  summary: 'Show “typing” or “recording” in a chat',
  description: 'Shows at once, for typingTime milliseconds (one second when absent). Answers with an empty body.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [...engineFailures, chatQuotaExceeded],
  body: Type.Object({
    ...chatField,
    typingTime: Type.Optional(TypingTime),
    typingType: Type.Optional(
      Type.Enum(['recording', 'typing', 'text'], { description: '`recording` shows a recording; else typing.' }),
    ),
  }),
  reply: EmptyBody,
  example: { body: { chatId: '15550104477@c.us', typingTime: 3000 }, reply: undefined },
  async run({ caller, body: { chatId, typingTime = DEFAULT_MS, typingType } }, ports) {
    // a notice is no message: it takes no place in the month's chats
    const quota = quotaCallOf(caller, { method: 'sendTyping', chat: chatId }, ports)
    if (quota) {
      const peer = await ports.store.read(readPeer, { instance: caller.id, address: chatAddress(chatId) })
      await ports.store.read(checkChat, { ...quota, chat: chatId, names: peer ? chatIdsOfPeer(peer) : [] })
    }
    const question = { chat: chatAddress(chatId), recording: typingType === 'recording', forMs: typingTime }
    await ports.engine.ask(caller.id, { ask: 'typing', ...question }).catch(troubleOf)
    return undefined
  },
})
