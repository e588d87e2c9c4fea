import { Type } from 'typebox'
import { chatIdOf } from '../../base/content.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { addressOfPeer, nameOfPeer } from '../../instances/peers.ts'
import { readChats } from '../journals/chats.ts'

const Chat = Type.Object({
  archive: Type.Boolean(),
  id: Type.String({ description: 'Id of the chat.' }),
  ephemeralExpiration: Type.Integer({ description: 'Seconds after which messages disappear; 0: never.' }),
  ephemeralSettingTimestamp: Type.Integer({ description: 'Seconds since 1970 when that was set; 0: never.' }),
  name: Type.String({ description: 'Name of the contact, or subject of the group.' }),
  type: Type.Enum(['user', 'group']),
})

export const getChats = instanceMethod({
  name: 'getChats',
  verb: 'GET',
  group: 'service',
  summary: 'Chats, the latest activity first',
  description: 'Chats with a message in the journal. The answer is never older than the call.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  query: Type.Object({
    count: Type.Optional(Type.Integer({ minimum: 1, description: 'At most so many; all when absent.' })),
  }),
  reply: Type.Array(Chat),
  example: {
    query: { count: 1 },
    reply: [
      {
        archive: false,
        id: '15550104477@c.us',
        ephemeralExpiration: 0,
        ephemeralSettingTimestamp: 0,
        name: 'Robin Vale',
        type: 'user' as const,
      },
    ],
  },
  async run({ caller, query }, { store }) {
    const count = query.count === undefined ? {} : { count: query.count }
    const chats = await store.read(readChats, { instance: caller.id, ...count })
    return chats.map((chat) => ({
      archive: chat.archived === 1,
      id: chatIdOf(addressOfPeer(chat), caller.settings.enableLidMode),
      ephemeralExpiration: chat.ephemeral,
      ephemeralSettingTimestamp: Math.floor(chat.ephemeral_at / 1000),
      name: nameOfPeer(chat),
      type: chat.kind === 'group' ? ('group' as const) : ('user' as const),
    }))
  },
})
