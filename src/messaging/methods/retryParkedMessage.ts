import { Type } from 'typebox'
import { MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { releaseParked } from '../outgoing/resume.ts'

export const retryParkedMessage = instanceMethod({
  name: 'retryParkedMessage',
  verb: 'POST',
  group: 'queues',
  origin: 'ours',
  summary: 'Put a message that was set aside back into the queue',
  description: 'It keeps its id and what was built of it: somebody who has it already sees it once.',
  rate: { perSecond: 10 },
  bodyType: 'json',
  body: Type.Object({ idMessage: MessageId }),
  reply: Type.Object({ isQueued: Type.Boolean({ description: 'False: no such message is set aside.' }) }),
  example: { body: { idMessage: '3EB0A1B2C3D4E5F6071822' }, reply: { isQueued: true } },
  async run({ caller, body }, { store, bus, clock }) {
    const which = { instance: caller.id, idMessage: body.idMessage, limit: 1, at: clock.now() }
    const isQueued = (await store.write(releaseParked, which)) > 0
    bus.nudge('outgoing', caller.id)
    return { isQueued }
  },
})
