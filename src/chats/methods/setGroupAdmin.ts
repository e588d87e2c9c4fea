import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { changeMember, memberBody, memberExample } from '../member-method.ts'

export const setGroupAdmin = instanceMethod({
  name: 'setGroupAdmin',
  verb: 'POST',
  group: 'groups',
  summary: 'Give a member admin rights',
  description: 'False, with HTTP 200 and a reason in error, when the messenger does not do it.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: memberBody,
  reply: Type.Object({ setGroupAdmin: Type.Boolean(), error: Type.Optional(Type.String()) }),
  example: { body: memberExample, reply: { setGroupAdmin: true } },
  async run({ caller, body }, { engine }) {
    const { done, refused } = await changeMember(engine, caller.id, body, 'promote')
    if (done) return { setGroupAdmin: true }
    return {
      setGroupAdmin: false,
      error: refused === undefined ? 'participant not found' : 'failed to set group admin',
    }
  },
})
