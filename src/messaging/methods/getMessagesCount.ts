import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { countMessages } from '../outgoing/queue-views.ts'

export const getMessagesCount = instanceMethod({
  name: 'getMessagesCount',
  verb: 'GET',
  group: 'queues',
  summary: 'Count the messages waiting to be sent',
  rate: { perSecond: 1 },
  reply: Type.Object({ count: Type.Integer({ minimum: 0 }) }),
  example: { reply: { count: 2 } },
  async run({ caller }, { store, clock }) {
    return { count: await store.read(countMessages, { instance: caller.id, at: clock.now() }) }
  },
})
