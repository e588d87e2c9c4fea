import { Type } from 'typebox'
import { instanceMethod } from '../../instances/instance-method.ts'
import { OutgoingStatus, statusesSince, StatusWindow } from './status-schema.ts'

const shown = {
  type: 'outgoing' as const,
  idMessage: '3EB0A1C4D77F00124E1977',
  timestamp: 1779106001,
  typeMessage: 'extendedTextMessage' as const,
  chatId: '15550104400@c.us',
  statusMessage: 'read' as const,
  sendByApi: true,
  textMessage: 'Open until eight today',
  extendedTextMessage: { text: 'Open until eight today', backgroundColor: '#228B22', participants: [] },
}

export const getOutgoingStatuses = instanceMethod({
  name: 'getOutgoingStatuses',
  verb: 'GET',
  group: 'statuses',
  summary: 'Own statuses',
  description:
    'Newest first. Those posted on the phone are recorded while outgoingWebhook is yes. The look-back is read from the query, else from a JSON body.',
  rate: { perSecond: 1 },
  queryInBody: true,
  query: StatusWindow,
  reply: Type.Array(OutgoingStatus),
  example: {
    query: { minutes: 60 },
    reply: [shown],
  },
  run: ({ caller, query }, ports) => statusesSince({ caller, minutes: query.minutes }, 'outgoing', ports),
})
