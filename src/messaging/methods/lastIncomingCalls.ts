import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { callsSince, CallWindow, IncomingCall } from './call-schema.ts'

export const lastIncomingCalls = instanceMethod({
  name: 'lastIncomingCalls',
  verb: 'GET',
  group: 'journals',
  summary: 'Incoming calls',
  description:
    'Newest first, 10000 at most; recorded while incomingWebhook and incomingCallWebhook are yes. `status`: offer while ' +
    'it rings, then pickUp (taken on the phone), hungUp (the caller gave up), missed or declined.',
  rate: { perSecond: 1 },
  queryInBody: true,
  query: CallWindow,
  reply: Type.Array(IncomingCall),
  example: {
    query: { minutes: 60 },
    reply: [
      {
        type: 'incoming' as const,
        typeMessage: 'incomingCall' as const,
        isGroup: false,
        idMessage: '7D40B1E2C35500F8A9D1623B0E447C19',
        timestamp: 1779120300,
        chatId: '15550104477@c.us',
        isVideo: false,
        status: 'missed',
      },
    ],
  },
  async run({ caller, query }, ports) {
    const calls = await callsSince({ caller, minutes: query.minutes }, 'incoming', ports)
    return calls.map(({ row, shared }) =>
      Object.assign(shared, {
        type: 'incoming' as const,
        typeMessage: 'incomingCall' as const,
        isGroup: row.is_group === 1,
      }),
    )
  },
})
