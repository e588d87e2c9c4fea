import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { EngineError } from '../../engines/client.ts'
import { PersonId } from '../../contract/schema.ts'
import { engineFailures, troubleOf } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { GroupName, inviteLink, personOf } from '../group-fields.ts'

/** The messenger slows down the making of groups. */
export const groupsTooOften = failure({
  code: 'groupsTooOften',
  status: 500,
  form: 'text',
  sentence: 'rate overlimit',
})

export const createGroup = instanceMethod({
  name: 'createGroup',
  verb: 'POST',
  group: 'groups',
  summary: 'Make a group with its first members',
  description: 'People whose privacy settings forbid it get no seat. The account itself is the first admin.',
  rate: { perSecond: 1 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [...engineFailures, groupsTooOften],
  body: Type.Object({
    groupName: GroupName,
    chatIds: Type.Array(PersonId, { minItems: 1, maxItems: 1024, description: 'First members.' }),
  }),
  reply: Type.Object({
    created: Type.Boolean(),
    chatId: Type.String({ description: 'Id of the group, `…@g.us`.' }),
    groupInviteLink: Type.String(),
  }),
  example: {
    body: { groupName: 'Sunday ride', chatIds: ['15550104477@c.us'] },
    reply: {
      created: true,
      chatId: '120363011112222333@g.us',
      groupInviteLink: 'https://chat.whatsapp.com/Hq3vYcLrB0hAm1kWn5TzXe',
    },
  },
  async run({ caller, body: { groupName, chatIds } }, { engine }) {
    const people = chatIds.map(personOf)
    try {
      const { group, inviteCode } = await engine.ask(caller.id, { ask: 'createGroup', subject: groupName, people })
      return { created: true, chatId: `${group}@g.us`, groupInviteLink: inviteLink(inviteCode) }
    } catch (error) {
      const word = error instanceof EngineError && error.problem.code === 'refused' ? error.problem.text : ''
      if (word.includes('overlimit')) throw new Failure(groupsTooOften, { cause: error })
      if (word !== '') return { created: false, chatId: '', groupInviteLink: '' }
      return troubleOf(error)
    }
  },
})
