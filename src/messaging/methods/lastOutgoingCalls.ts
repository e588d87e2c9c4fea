import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { callsSince, CallWindow, OutgoingCall } from './call-schema.ts'

export const lastOutgoingCalls = instanceMethod({
  name: 'lastOutgoingCalls',
  verb: 'GET',
  group: 'journals',
  summary: 'Calls made on the phone',
  description:
    'Newest first, 10000 at most; recorded while outgoingCallWebhook is yes, when the call is over. `status`: pickUp ' +
    'when somebody answered, hungUp when nobody did, invalid when it could not be made.',
  rate: { perSecond: 1 },
  queryInBody: true,
  query: CallWindow,
  reply: Type.Array(OutgoingCall),
  example: {
    query: { minutes: 60 },
    reply: [
      {
        type: 'outgoing' as const,
        typeMessage: 'outgoingCall' as const,
        idMessage: '3EB0A1C4D77F00124E1977',
        timestamp: 1779120400,
        chatId: '15550104477@c.us',
        isVideo: false,
        status: 'pickUp',
        duration: 48,
        participants: [{ id: '15550104477@c.us', status: 'pickUp' }],
      },
    ],
  },
  async run({ caller, query }, ports) {
    const calls = await callsSince({ caller, minutes: query.minutes }, 'outgoing', ports)
    return calls.map(({ row, shared }) =>
      Object.assign(shared, {
        type: 'outgoing' as const,
        typeMessage: 'outgoingCall' as const,
        duration: row.seconds,
        participants: JSON.parse(row.participants) as { id: string; status: string }[],
      }),
    )
  },
})
