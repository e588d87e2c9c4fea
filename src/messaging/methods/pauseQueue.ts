import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { pauseQueue as setPause } from '../outgoing/resume.ts'

export const pauseQueue = instanceMethod({
  name: 'pauseQueue',
  verb: 'POST',
  group: 'queues',
  origin: 'ours',
  summary: 'Hold the messages of the queue',
  description: 'Messages are accepted and wait, a day at most as ever. What is being sent at this moment still leaves.',
  rate: { perSecond: 10 },
  reply: Type.Object({ isSending: Type.Boolean() }),
  example: { reply: { isSending: false } },
  async run({ caller }, { store, bus }) {
    const isSending = await store.write(setPause, { instance: caller.id, paused: true })
    bus.nudge('outgoing', caller.id)
    return { isSending }
  },
})
