import { Type } from 'typebox'
import { ChatId } from '../../contract/schema.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { chatOf } from '../group-fields.ts'

export const getAvatar = instanceMethod({
  name: 'getAvatar',
  verb: 'POST',
  group: 'service',
  summary: 'Address of the picture of a person or group',
  description: 'Empty without a picture; `available` is false where its owner hides it. The address expires.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: Type.Object({ chatId: ChatId }),
  reply: Type.Object({
    urlAvatar: Type.String({ description: 'Empty when there is none, or when it is hidden.' }),
    available: Type.Boolean({ description: 'False when privacy settings hide it.' }),
  }),
  example: {
    body: { chatId: '15550104477@c.us' },
    reply: { urlAvatar: 'https://media.example.org/pps/avatar.jpg', available: true },
  },
  async run({ caller, body: { chatId } }, { engine }) {
    const { url, hidden } = await engine.ask(caller.id, { ask: 'picture', of: chatOf(chatId) }).catch(troubleOf)
    return { urlAvatar: url, available: !hidden }
  },
})
