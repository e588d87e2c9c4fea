import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { waitingMessages } from '../outgoing/queue-views.ts'

export const showMessagesQueue = instanceMethod({
  name: 'showMessagesQueue',
  verb: 'GET',
  group: 'queues',
  summary: 'Show the messages waiting to be sent',
  description: 'In sending order, the first 1000. An uploaded file is listed as sendFileByUrl with its stored link.',
  rate: { perSecond: 1 },
  reply: Type.Array(
    Type.Object({
      messageID: Type.String(),
      type: Type.String({ description: 'The method that queued it.' }),
      body: Type.Record(Type.String(), Type.Unknown(), { description: 'The parameters of the call.' }),
    }),
  ),
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
    const rows = await store.read(waitingMessages, { instance: caller.id, at: clock.now() })
    return rows.map((row) => ({
      messageID: row.id_message,
      type: row.method,
      body: JSON.parse(row.request) as Record<string, unknown>,
    }))
  },
})
