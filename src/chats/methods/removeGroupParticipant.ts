import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { changeMember, memberBody, memberExample } from '../member-method.ts'

export const removeGroupParticipant = instanceMethod({
  name: 'removeGroupParticipant',
  verb: 'POST',
  group: 'groups',
  summary: 'Remove a person from a group',
  description: 'False, with HTTP 200, when the messenger does not do it: no rights, no such group, nothing to change.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: memberBody,
  reply: Type.Object({ removeParticipant: Type.Boolean() }),
  example: { body: memberExample, reply: { removeParticipant: true } },
  async run({ caller, body }, { engine }) {
    const { done } = await changeMember(engine, caller.id, body, 'remove')
    return { removeParticipant: done }
  },
})
