import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { readTimeline } from '../journals/timeline.ts'
import { messageNotFound } from './known-message.ts'

export const getMessageTimeline = instanceMethod({
  name: 'getMessageTimeline',
  verb: 'GET',
  group: 'journals',
  origin: 'ours',
  summary: 'The way of one message: queue, hand-over, words of the network, notifications',
  description:
    'Oldest first, as far as it is kept: the queue until the network has answered, notifications for seven days. ' +
    '`detail` depends on the event: `queued` has the priority, and the time (milliseconds since 1970) before which the ' +
    'message does not leave; `held` has the reason, and until when the network holds it back, null when unknown.',
  rate: { perSecond: 10 },
  errors: [messageNotFound],
  query: Type.Object({ idMessage: MessageId }),
  reply: Type.Array(
    Type.Object({
      timestamp: Type.Integer({ description: 'Milliseconds since 1970.' }),
      event: Type.String({
        description:
          'accepted, received, sentOnPhone, queued, held, handed, a status, notified, webhookAttempt, notification delivered…',
      }),
      detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()])),
    }),
  ),
  example: {
    query: { idMessage: '3EB0A1C4D77F00124E1977' },
    reply: [
      { timestamp: 1779106000100, event: 'accepted', detail: { typeMessage: 'textMessage' } },
      { timestamp: 1779106000950, event: 'sent', detail: { description: '' } },
    ],
  },
  async run({ caller, query }, { store }) {
    const found = await store.read(readTimeline, { instance: caller.id, idMessage: query.idMessage })
    if (!found) throw new Failure(messageNotFound)
    return found.map(({ at: timestamp, event, detail }) => ({ timestamp, event, detail }))
  },
})
