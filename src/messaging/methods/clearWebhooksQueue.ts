import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { clearNotifications } from '../notifications/queue.ts'

export const clearWebhooksQueue = instanceMethod({
  name: 'clearWebhooksQueue',
  verb: 'DELETE',
  // the Telegram clients for Python and Go ask with GET
  otherVerbs: ['GET'],
  group: 'queues',
  summary: 'Drop the notifications waiting to be fetched or delivered',
  description:
    'Once a minute; earlier it answers with the seconds left. Dropped notifications stay in the delivery log.',
  rate: { perSecond: 1 },
  reply: Type.Object({
    isCleared: Type.Boolean(),
    reason: Type.String({ description: 'Empty on success.' }),
    leftTime: Type.Optional(Type.Integer({ minimum: 0, maximum: 60, description: 'Seconds until the next call.' })),
  }),
  example: { reply: { isCleared: true, reason: '' } },
  async run({ caller }, { store, clock }) {
    const { cleared, leftMs } = await store.write(clearNotifications, { instance: caller.id, at: clock.now() })
    if (cleared) return { isCleared: true, reason: '' }
    return { isCleared: false, reason: 'Too many requests', leftTime: Math.min(60, Math.ceil(leftMs / 1000)) }
  },
})
