import { Type } from 'typebox'
import { MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { removeMessage } from '../outgoing/queue-views.ts'

export const removeQueuedMessage = instanceMethod({
  name: 'removeQueuedMessage',
  verb: 'POST',
  group: 'queues',
  origin: 'ours',
  summary: 'Drop one message that waits to be sent, or is parked',
  description: 'Its journal entry stays, with status failed; no notification is sent for it.',
  rate: { perSecond: 10 },
  bodyType: 'json',
  body: Type.Object({ idMessage: MessageId }),
  reply: Type.Object({ isRemoved: Type.Boolean({ description: 'False: it has left already, or never waited.' }) }),
  example: { body: { idMessage: '3EB0A1B2C3D4E5F6071822' }, reply: { isRemoved: true } },
  async run({ caller, body }, { store, clock }) {
    const input = { instance: caller.id, idMessage: body.idMessage, at: clock.now() }
    return { isRemoved: await store.write(removeMessage, input) }
  },
})
