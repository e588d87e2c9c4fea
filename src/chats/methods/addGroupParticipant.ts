import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { changeMember, memberBody, memberExample } from '../member-method.ts'

export const addGroupParticipant = instanceMethod({
  name: 'addGroupParticipant',
  verb: 'POST',
  group: 'groups',
  summary: 'Add a person to a group',
  description: 'False, with HTTP 200, when the messenger does not do it: no rights, no such group, nothing to change.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: memberBody,
  reply: Type.Object({ addParticipant: Type.Boolean() }),
  example: { body: memberExample, reply: { addParticipant: true } },
  async run({ caller, body }, { engine }) {
    const { done } = await changeMember(engine, caller.id, body, 'add')
    return { addParticipant: done }
  },
})
