import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { pauseQueue as setPause } from '../outgoing/resume.ts'

export const resumeQueue = instanceMethod({
  name: 'resumeQueue',
  verb: 'POST',
  group: 'queues',
  origin: 'ours',
  summary: 'Let the messages of a paused queue go',
  description: '`isSending` is false while an operator holds the queue after a restore.',
  rate: { perSecond: 10 },
  reply: Type.Object({ isSending: Type.Boolean() }),
  example: { reply: { isSending: true } },
  async run({ caller }, { store, bus }) {
    const isSending = await store.write(setPause, { instance: caller.id, paused: false })
    bus.nudge('outgoing', caller.id)
    return { isSending }
  },
})
