import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { parkedMessages } from '../outgoing/queue-views.ts'
import { entryFields, shownEntry } from './queue-entry.ts'

export const showParkedMessages = instanceMethod({
  name: 'showParkedMessages',
  verb: 'GET',
  group: 'queues',
  origin: 'ours',
  summary: 'Show the messages that were set aside',
  description:
    'A message that fails again and again is set aside, so that it holds nothing up; the reason says what went wrong. ' +
    'It goes after its day, or with removeQueuedMessage.',
  rate: { perSecond: 10 },
  reply: Type.Array(Type.Object({ ...entryFields, reason: Type.String() })),
  example: {
    reply: [
      {
        messageID: '3EB0A1B2C3D4E5F6071822',
        type: 'sendMessage',
        body: { chatId: '15550104477@c.us', message: 'Your bike is ready.', linkPreview: true, typingTime: null },
        reason: 'the stanza could not be built',
      },
    ],
  },
  async run({ caller }, { store, clock }) {
    const rows = await store.read(parkedMessages, { instance: caller.id, at: clock.now() })
    return rows.map((row) => Object.assign(shownEntry(row), { reason: row.reason }))
  },
})
