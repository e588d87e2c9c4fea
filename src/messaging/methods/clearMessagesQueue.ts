import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { clearMessages } from '../outgoing/queue-views.ts'

export const clearMessagesQueue = instanceMethod({
  name: 'clearMessagesQueue',
  verb: 'GET',
  group: 'queues',
  summary: 'Drop the messages waiting to be sent',
  description: 'Their journal entries stay, with status failed; no notification is sent for them.',
  rate: { perSecond: 1 },
  reply: Type.Object({ isCleared: Type.Boolean() }),
  example: { reply: { isCleared: true } },
  async run({ caller }, { store, clock }) {
    await store.write(clearMessages, { instance: caller.id, at: clock.now() })
    return { isCleared: true }
  },
})
