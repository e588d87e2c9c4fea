import { Type } from 'typebox'
import { chatIdOf } from '../../base/content.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { addressOfPeer, nameOfPeer, readContacts } from '../../instances/peers.ts'

/** No account knows as many people. */
const MOST_CONTACTS = 100_000

const Contact = Type.Object({
  id: Type.String({ description: 'Id of the chat.' }),
  name: Type.String({ description: 'Name in the phone book, else profile name, else number; of a group the subject.' }),
  contactName: Type.String({ description: 'Name in the phone book; empty when there is none.' }),
  type: Type.Enum(['user', 'group']),
})

export const getContacts = instanceMethod({
  name: 'getContacts',
  verb: 'GET',
  group: 'service',
  summary: 'People and groups that the instance knows',
  description:
    'The phone book, and whoever wrote, was written to or was looked up since the account was linked; never older than ' +
    'the call.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  query: Type.Object({
    group: Type.Optional(Type.Boolean({ description: '`true`: groups alone, `false`: people alone.' })),
    count: Type.Optional(Type.Integer({ minimum: 1, description: 'At most so many; all when absent.' })),
  }),
  reply: Type.Array(Contact),
  example: {
    query: { group: false },
    reply: [{ id: '15550104477@c.us', name: 'Robin Vale', contactName: '', type: 'user' as const }],
  },
  async run({ caller, query: { group, count = MOST_CONTACTS } }, { store }) {
    const kind = group === undefined ? {} : { kind: group ? ('group' as const) : ('person' as const) }
    const peers = await store.read(readContacts, { instance: caller.id, ...kind, limit: count })
    return peers.map((peer) => ({
      id: chatIdOf(addressOfPeer(peer), caller.settings.enableLidMode),
      name: nameOfPeer(peer),
      contactName: peer.contact_name,
      type: peer.kind === 'group' ? ('group' as const) : ('user' as const),
    }))
  },
})
