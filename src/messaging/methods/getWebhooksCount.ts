import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { countNotifications } from '../notifications/queue.ts'

export const getWebhooksCount = instanceMethod({
  name: 'getWebhooksCount',
  verb: 'GET',
  group: 'queues',
  summary: 'Count the notifications waiting to be fetched or delivered',
  rate: { perSecond: 1 },
  reply: Type.Object({ count: Type.Integer({ minimum: 0 }) }),
  example: { reply: { count: 5 } },
  async run({ caller }, { store, clock }) {
    return { count: await store.read(countNotifications, { instance: caller.id, at: clock.now() }) }
  },
})
