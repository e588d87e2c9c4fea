import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { endpointUnknown } from '../../delivery/endpoints/endpoint.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { replayNotifications as replay, replayToEndpoint } from '../notifications/queue.ts'
import { NOTIFICATION_TYPES } from '../notifications/types.ts'
import { EndpointId, ownerOf } from './endpoint-fields.ts'

const MOST = 500

const replayUnbounded = failure({
  code: 'replayUnbounded',
  status: 400,
  form: 'problem',
  sentence: 'Say which notifications: eventIds, types, from or to.',
})

export const replayNotifications = instanceMethod({
  name: 'replayNotifications',
  verb: 'POST',
  group: 'deliveries',
  origin: 'ours',
  summary: 'Queue notifications of the delivery log again',
  description:
    'Chosen by id, type or time of the event, oldest first, 500 at most. Without endpointId they go behind everything ' +
    "that waits in the instance's own queue, with the same event id and body and a new receiptId, for another 24 hours; " +
    'still waiting ones are left out. With endpointId they go to that address, still waiting ones too, and the own queue ' +
    'stays as it is. Answers with the events queued.',
  rate: { perSecond: 1 },
  errors: [replayUnbounded, endpointUnknown],
  bodyType: 'json',
  body: Type.Object({
    eventIds: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: MOST })),
    types: Type.Optional(Type.Array(Type.Enum([...NOTIFICATION_TYPES]), { minItems: 1, maxItems: 20 })),
    from: Type.Optional(Type.Integer({ minimum: 0, description: 'Milliseconds since 1970.' })),
    to: Type.Optional(Type.Integer({ minimum: 0, description: 'Milliseconds since 1970, itself included.' })),
    endpointId: Type.Optional(EndpointId),
  }),
  reply: Type.Object({ eventIds: Type.Array(Type.String()) }),
  example: {
    body: { eventIds: ['01KAYW5A8Q4ZJ3M2N7C9V6B1XT'] },
    reply: { eventIds: ['01KAYW5A8Q4ZJ3M2N7C9V6B1XT'] },
  },
  async run({ caller, body: { endpointId, ...choice } }, { store, bus, clock }) {
    if (Object.keys(choice).length === 0) throw new Failure(replayUnbounded)
    const wanted = { ...choice, ...ownerOf(caller), at: clock.now(), limit: MOST }
    const eventIds =
      endpointId === undefined
        ? await store.write(replay, wanted)
        : await store.write(replayToEndpoint, { ...wanted, endpoint: endpointId })
    if (eventIds.length > 0) bus.nudge('notification', caller.id)
    return { eventIds }
  },
})
