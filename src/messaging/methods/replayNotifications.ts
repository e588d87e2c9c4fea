import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { replayNotifications as replay } from '../notifications/queue.ts'

export const replayNotifications = instanceMethod({
  name: 'replayNotifications',
  verb: 'POST',
  group: 'deliveries',
  origin: 'ours',
  summary: 'Queue notifications of the delivery log again',
  description:
    'Behind everything that waits, with the same event id and body and a new receiptId, for another 24 hours. ' +
    'Answers with the events queued; unknown and still waiting ones are left out.',
  rate: { perSecond: 1 },
  bodyType: 'json',
  body: Type.Object({
    eventIds: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 500 }),
  }),
  reply: Type.Object({ eventIds: Type.Array(Type.String()) }),
  example: {
    body: { eventIds: ['01KAYW5A8Q4ZJ3M2N7C9V6B1XT'] },
    reply: { eventIds: ['01KAYW5A8Q4ZJ3M2N7C9V6B1XT'] },
  },
  async run({ caller, body }, { store, bus, clock }) {
    const eventIds = await store.write(replay, { instance: caller.id, eventIds: body.eventIds, at: clock.now() })
    if (eventIds.length > 0) bus.nudge('notification', caller.id)
    return { eventIds }
  },
})
