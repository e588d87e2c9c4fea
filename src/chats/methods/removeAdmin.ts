import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { changeMember, memberBody, memberExample } from '../member-method.ts'

export const removeAdmin = instanceMethod({
  name: 'removeAdmin',
  verb: 'POST',
  group: 'groups',
  summary: 'Take admin rights away',
  description: 'False, with HTTP 200, when the messenger does not do it: no rights, no such group, nothing to change.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: memberBody,
  reply: Type.Object({ removeAdmin: Type.Boolean() }),
  example: { body: memberExample, reply: { removeAdmin: true } },
  async run({ caller, body }, { engine }) {
    const { done } = await changeMember(engine, caller.id, body, 'demote')
    return { removeAdmin: done }
  },
})
