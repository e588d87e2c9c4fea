import { Type } from 'typebox'
import { chatIdOf } from '../../base/content.ts'
import { MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { readViewers } from '../journals/viewers.ts'

export const getStatusStatistic = instanceMethod({
  name: 'getStatusStatistic',
  verb: 'GET',
  group: 'statuses',
  summary: 'Who got an own status, and who has seen it',
  description:
    'One entry for each viewer with the furthest word; delivered and read are noted while outgoingWebhook is yes. An ' +
    'unknown id has no viewers.',
  rate: { perSecond: 1 },
  queryInBody: true,
  query: Type.Object({ idMessage: MessageId }),
  reply: Type.Array(
    Type.Object({
      participant: Type.String({ description: 'chatId of the viewer.' }),
      timestamp: Type.Integer({ description: 'Seconds since 1970 of the last change.' }),
      status: Type.Enum(['sent', 'delivered', 'read']),
    }),
  ),
  example: {
    query: { idMessage: '3EB0A1C4D77F00124E19' },
    reply: [{ participant: '15550104477@c.us', timestamp: 1779106001, status: 'read' }],
  },
  async run({ caller, query }, { store }) {
    const viewers = await store.read(readViewers, { instance: caller.id, idMessage: query.idMessage })
    return viewers.flatMap(({ address, status, at }) => {
      const participant = chatIdOf(address, caller.settings.enableLidMode)
      return status === '' ? [] : [{ participant, timestamp: Math.floor(at / 1000), status }]
    })
  },
})
