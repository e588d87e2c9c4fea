import { Type } from 'typebox'
import { mintId } from '../../base/ids.ts'
import { ChatId, EmptyBody } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { answerAvatar, askAvatar } from '../notifications/avatars.ts'

export const getAvatarAsync = instanceMethod({
  name: 'getAvatarAsync',
  verb: 'POST',
  group: 'service',
  summary: 'Old form of getAvatar: the address comes as a notification',
  description:
    'Answers with an empty body; a notification deviceInfo with avatarInfo follows, also after a restart. ' +
    'Ask getAvatar instead.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  deprecated: true,
  bodyType: 'json',
  body: Type.Object({ chatId: ChatId }),
  reply: EmptyBody,
  example: { body: { chatId: '15550104477@c.us' }, reply: undefined },
  async run({ caller, body: { chatId } }, ports) {
    const at = ports.clock.now()
    const question = { instance: caller.id, id: mintId(at), chatId, at }
    await ports.store.write(askAvatar, question)
    void answerAvatar(question, ports).catch((error: unknown) =>
      ports.log.warn({ err: error, idInstance: caller.id }, 'picture not told'),
    )
    return undefined
  },
})
