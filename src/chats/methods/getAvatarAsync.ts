import { Type } from 'typebox'
import { ChatId, EmptyBody } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'

export const getAvatarAsync = instanceMethod({
  name: 'getAvatarAsync',
  verb: 'POST',
  group: 'service',
  summary: 'Not used any more: answers nothing',
  description: 'Ask getAvatar.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  deprecated: true,
  bodyType: 'json',
  body: Type.Object({ chatId: ChatId }),
  reply: EmptyBody,
  example: { body: { chatId: '15550104477@c.us' }, reply: undefined },
  run: () => Promise.resolve(undefined),
})
