import { Type } from 'typebox'
import { chatIdOf } from '../../base/content.ts'
import { failure, Failure } from '../../base/errors.ts'
import { ChatId } from '../../contract/schema.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { readPeer } from '../../instances/peers.ts'
import { chatOf } from '../group-fields.ts'

/** Groups have a card of their own. */
export const contactIsGroup = failure({
  code: 'contactIsGroup',
  status: 400,
  form: 'validation',
  sentence:
    'Validation failed. Details: The method GetContactInfo does not support group chats, to work with groups, use the GetGroupData method',
})

const told = Type.String({ description: 'Of a business; empty for ordinary people.' })

export const getContactInfo = instanceMethod({
  name: 'getContactInfo',
  verb: 'POST',
  group: 'service',
  summary: 'Card of one person',
  description: 'Names are those that the instance has heard of. When a person was last online is not told to it.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [...engineFailures, contactIsGroup],
  body: Type.Object({ chatId: ChatId }),
  reply: Type.Object({
    avatar: Type.String({ description: 'Address of the picture; empty without one, or when it is hidden.' }),
    name: Type.String({ description: 'Name in the phone book, else profile name, else empty.' }),
    contactName: Type.String({ description: 'Name in the phone book.' }),
    email: told,
    category: told,
    description: told,
    products: Type.Array(Type.Object({}), { description: 'Empty: catalogues are not read.' }),
    chatId: Type.String(),
    lastSeen: Type.Null(),
    isArchive: Type.Boolean({ description: 'The chat is archived.' }),
    isDisappearing: Type.Boolean({ description: 'Messages of the chat disappear.' }),
    messageExpiration: Type.Integer({ description: 'Seconds after which they do; 0: never.' }),
    isBusiness: Type.Boolean(),
  }),
  example: {
    body: { chatId: '15550104477@c.us' },
    reply: {
      avatar: '',
      name: 'Robin Vale',
      contactName: '',
      email: '',
      category: '',
      description: '',
      products: [],
      chatId: '15550104477@c.us',
      lastSeen: null,
      isArchive: false,
      isDisappearing: false,
      messageExpiration: 0,
      isBusiness: false,
    },
  },
  async run({ caller, body: { chatId } }, { engine, store }) {
    const person = chatOf(chatId)
    if (person.kind === 'group') throw new Failure(contactIsGroup)
    const [picture, business, peer] = await Promise.all([
      engine.ask(caller.id, { ask: 'picture', of: person }),
      engine.ask(caller.id, { ask: 'business', person }),
      store.read(readPeer, { instance: caller.id, address: person }),
    ]).catch(troubleOf)
    const { email, category, description } = business ?? { email: '', category: '', description: '' }
    return {
      avatar: picture.url,
      name: peer?.contact_name || (peer?.name ?? ''),
      contactName: peer?.contact_name ?? '',
      email,
      category,
      description,
      products: [],
      chatId: chatIdOf(person),
      lastSeen: null,
      isArchive: peer?.archived === 1,
      isDisappearing: (peer?.ephemeral ?? 0) > 0,
      messageExpiration: peer?.ephemeral ?? 0,
      isBusiness: business !== null,
    }
  },
})
