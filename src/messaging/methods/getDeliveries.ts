import { Type } from 'typebox'
import { ClampedInteger } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { readDeliveries } from '../notifications/deliveries.ts'
import { Attempt } from './attempt-schema.ts'

export const getDeliveries = instanceMethod({
  name: 'getDeliveries',
  verb: 'GET',
  group: 'deliveries',
  origin: 'ours',
  summary: 'The delivery log: notifications and the attempts to deliver them',
  description:
    'Newest first. outcome is waiting, delivered (posted), fetched (polled and deleted), expired or cleared. ' +
    'The log is kept for seven days.',
  rate: { perSecond: 10 },
  query: Type.Object({
    count: Type.Optional(ClampedInteger(1, 1000, { default: 100, description: 'How many.' })),
    outcome: Type.Optional(Type.Enum(['waiting', 'delivered', 'fetched', 'expired', 'cleared'])),
  }),
  reply: Type.Array(
    Type.Object({
      eventId: Type.String(),
      typeWebhook: Type.String(),
      outcome: Type.String(),
      createdAt: Type.Integer({ description: 'Milliseconds since 1970.' }),
      endedAt: Type.Union([Type.Integer(), Type.Null()]),
      attempts: Type.Array(Attempt),
    }),
  ),
  example: {
    query: { count: 1 },
    reply: [
      {
        eventId: '01KAYW5A8Q4ZJ3M2N7C9V6B1XT',
        typeWebhook: 'incomingMessageReceived',
        outcome: 'delivered',
        createdAt: 1779105966120,
        endedAt: 1779105966310,
        attempts: [
          {
            attempt: 1,
            url: 'https://shop.example/hook',
            timestamp: 1779105966130,
            tookMs: 175,
            status: 200,
            error: '',
          },
        ],
      },
    ],
  },
  run({ caller, query }, { store }) {
    const outcome = query.outcome === undefined ? {} : { outcome: query.outcome }
    return store.read(readDeliveries, { instance: caller.id, count: query.count ?? 100, ...outcome })
  },
})
