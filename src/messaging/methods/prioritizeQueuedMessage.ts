import { Type } from 'typebox'
import { MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { prioritize } from '../outgoing/lanes.ts'

export const prioritizeQueuedMessage = instanceMethod({
  name: 'prioritizeQueuedMessage',
  verb: 'POST',
  group: 'queues',
  origin: 'ours',
  summary: 'Let one message of the queue go ahead of the others, or in its turn again',
  description:
    'One that waits for a time, or that the network holds back, still waits; then it goes with this priority.',
  rate: { perSecond: 10 },
  bodyType: 'json',
  body: Type.Object({
    idMessage: MessageId,
    priority: Type.Optional(Type.Enum(['high', 'normal'], { default: 'high' })),
  }),
  reply: Type.Object({ isChanged: Type.Boolean({ description: 'False: it has left already, or never waited.' }) }),
  example: { body: { idMessage: '3EB0A1B2C3D4E5F6071822', priority: 'high' }, reply: { isChanged: true } },
  async run({ caller, body: { idMessage, priority = 'high' } }, { store, bus }) {
    const isChanged = await store.write(prioritize, { instance: caller.id, idMessage, priority })
    bus.nudge('outgoing', caller.id)
    return { isChanged }
  },
})
