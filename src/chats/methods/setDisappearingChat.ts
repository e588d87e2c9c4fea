import { Type } from 'typebox'
import { mintId } from '../../base/ids.ts'
import { ChatId } from '../../contract/schema.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { setTimer } from '../../instances/peers.ts'
import { chatOf } from '../group-fields.ts'

const Seconds = Type.Enum([0, 86_400, 604_800, 7_776_000], {
  description: 'Seconds after which messages disappear: off, 24 hours, 7 days, 90 days.',
})

export const setDisappearingChat = instanceMethod({
  name: 'setDisappearingChat',
  verb: 'POST',
  group: 'service',
  summary: 'Set the timer of disappearing messages of a chat',
  description: 'Both sides see the timer. In a group that only admins may change it takes an admin.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: Type.Object({ chatId: ChatId, ephemeralExpiration: Seconds }),
  reply: Type.Object({
    chatId: Type.String(),
    disappearingMessagesInChat: Type.Boolean({ description: 'Whether messages disappear now.' }),
    ephemeralExpiration: Seconds,
  }),
  example: {
    body: { chatId: '15550104477@c.us', ephemeralExpiration: 86_400 },
    reply: { chatId: '15550104477@c.us', disappearingMessagesInChat: true, ephemeralExpiration: 86_400 },
  },
  async run({ caller, body: { chatId, ephemeralExpiration: seconds } }, { engine, store, clock }) {
    const chat = chatOf(chatId)
    const question =
      chat.kind === 'group'
        ? ({ ask: 'changeGroup', group: chat.id, change: { ephemeral: seconds } } as const)
        : ({ ask: 'setTimer', person: chat, seconds } as const)
    await engine.ask(caller.id, question).catch(troubleOf)
    const at = clock.now()
    await store.write(setTimer, { instance: caller.id, chat, seconds, freshId: mintId(at), at })
    return { chatId, disappearingMessagesInChat: seconds > 0, ephemeralExpiration: seconds }
  },
})
