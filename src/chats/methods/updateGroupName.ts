import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { groupField, GroupName, groupOf, orRefused } from '../group-fields.ts'

export const updateGroupName = instanceMethod({
  name: 'updateGroupName',
  verb: 'POST',
  group: 'groups',
  summary: 'Change the subject of a group',
  rate: { perSecond: 1 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: Type.Object({ ...groupField, groupName: GroupName }),
  reply: Type.Object({ updateGroupName: Type.Boolean() }),
  example: {
    body: { groupId: '120363011112222333@g.us', groupName: 'Saturday ride' },
    reply: { updateGroupName: true },
  },
  run({ caller, body: { groupId, groupName } }, { engine }) {
    const change = { subject: groupName }
    return engine
      .ask(caller.id, { ask: 'changeGroup', group: groupOf(groupId), change })
      .then(() => ({ updateGroupName: true }))
      .catch(orRefused(() => ({ updateGroupName: false })))
  },
})
