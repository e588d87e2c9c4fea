import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { IncomingStatus, statusesSince, StatusWindow } from './status-schema.ts'

const shown = {
  type: 'incoming' as const,
  idMessage: 'A49D3C00F1E277B05586D1ACE40B2FAF',
  timestamp: 1779105966,
  typeMessage: 'extendedTextMessage' as const,
  chatId: '15550104477@c.us',
  senderId: '15550104477@c.us',
  senderName: 'Customer',
  senderContactName: '',
  textMessage: 'On my way',
  extendedTextMessage: { text: 'On my way', backgroundColor: '#000000', font: 'SANS_SERIF' },
}

export const getIncomingStatuses = instanceMethod({
  name: 'getIncomingStatuses',
  verb: 'GET',
  group: 'statuses',
  summary: 'Statuses of others',
  description:
    'Newest first. Recorded while incomingWebhook is yes. The look-back is read from the query, else from a JSON body.',
  rate: { perSecond: 1 },
  queryInBody: true,
  query: StatusWindow,
  reply: Type.Array(IncomingStatus),
  example: {
    query: { minutes: 60 },
    reply: [shown],
  },
  run: ({ caller, query }, ports) => statusesSince({ caller, minutes: query.minutes }, 'incoming', ports),
})
