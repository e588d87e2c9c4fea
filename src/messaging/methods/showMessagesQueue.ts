import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { waitingMessages } from '../outgoing/queue-views.ts'
import { entryFields, shownEntry } from './queue-entry.ts'

export const showMessagesQueue = instanceMethod({
  name: 'showMessagesQueue',
  verb: 'GET',
  group: 'queues',
  summary: 'Show the messages waiting to be sent',
  description:
    'In sending order, the first 1000; those with a time of their own come behind them, last what the network holds back. An uploaded file is listed as ' +
    'sendFileByUrl with its stored link.',
  rate: { perSecond: 1 },
  reply: Type.Array(Type.Object(entryFields)),
  example: {
    reply: [
      {
        messageID: '3EB0A1B2C3D4E5F6071822',
        type: 'sendMessage',
        body: { chatId: '15550104477@c.us', message: 'Your bike is ready.', linkPreview: true, typingTime: null },
      },
    ],
  },
  async run({ caller }, { store, clock }) {
    const { rows, heldUntil } = await store.read(waitingMessages, { instance: caller.id, at: clock.now() })
    return rows.map((row) => shownEntry(row, heldUntil))
  },
})
