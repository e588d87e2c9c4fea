import { Type } from 'typebox'
import { ChatId } from '../../../contract/schema.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { bridgeInstanceUnknown, setBridge } from '../../support/bridge.ts'

/** Bridges the support chats to a chat of an instance of the operator's own. */
export const setSupportBridge = operatorMethod({
  name: 'setSupportBridge',
  verb: 'POST',
  group: 'operator-support',
  summary: 'Bridges the support chats to a person or group, by an instance of your own',
  description:
    'What accounts write from now on is sent there under their name. A message that answers one of these by quoting it, ' +
    'with text or a file, goes into the support chat of that account, in your name; nothing else that is said there does. ' +
    'Everybody in a group that you choose can read and answer.',
  errors: [bridgeInstanceUnknown],
  body: Type.Object({ idInstance: Type.Integer({ minimum: 1 }), chatId: ChatId }),
  reply: Type.Object({ chatId: Type.String() }),
  example: { body: { idInstance: 1_101_000_007, chatId: '15550104477@c.us' }, reply: { chatId: '15550104477@c.us' } },
  async run({ caller, body: { idInstance, chatId } }, ports) {
    const { person } = caller
    await ports.store.write(setBridge, {
      instance: idInstance,
      chat: chatId,
      person: person.id,
      deed: deedOf(caller, ports),
    })
    ports.bus.nudge('support', 'bridge')
    return { chatId }
  },
})
