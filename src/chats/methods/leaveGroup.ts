import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { groupField, groupOf, orRefused } from '../group-fields.ts'

export const leaveGroup = instanceMethod({
  name: 'leaveGroup',
  verb: 'POST',
  group: 'groups',
  summary: 'Leave a group',
  description:
    'For an admin the answer has removeAdmin too: the public service answers that key alone, clients read either.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: Type.Object(groupField),
  reply: Type.Object({ leaveGroup: Type.Boolean(), removeAdmin: Type.Optional(Type.Boolean()) }),
  example: { body: { groupId: '120363011112222333@g.us' }, reply: { leaveGroup: true } },
  run({ caller, body: { groupId } }, { engine }) {
    return engine
      .ask(caller.id, { ask: 'leaveGroup', group: groupOf(groupId) })
      .then(({ wasAdmin }) => ({ leaveGroup: true, ...(wasAdmin ? { removeAdmin: true } : {}) }))
      .catch(orRefused(() => ({ leaveGroup: false })))
  },
})
