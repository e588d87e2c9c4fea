import { Type } from 'typebox'
import { engineFailures } from '../../instances/engine-failures.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { groupField, groupOf, orRefused } from '../group-fields.ts'

export const updateGroupSettings = instanceMethod({
  name: 'updateGroupSettings',
  verb: 'POST',
  group: 'groups',
  summary: 'Rights of members who are no admins',
  description:
    'Flags that are not given stay as they are. False, with HTTP 200 and a reason, when the messenger refuses.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: engineFailures,
  body: Type.Object({
    ...groupField,
    allowParticipantsEditGroupSettings: Type.Optional(Type.Boolean({ description: 'Members edit the card.' })),
    allowParticipantsSendMessages: Type.Optional(Type.Boolean({ description: 'Members write.' })),
  }),
  reply: Type.Object({ updateGroupSettings: Type.Boolean(), reason: Type.Optional(Type.String()) }),
  example: {
    body: { groupId: '120363011112222333@g.us', allowParticipantsSendMessages: false },
    reply: { updateGroupSettings: true },
  },
  run({ caller, body }, { engine }) {
    const { groupId, allowParticipantsEditGroupSettings: edit, allowParticipantsSendMessages: send } = body
    const change = {
      ...(edit === undefined ? {} : { locked: !edit }),
      ...(send === undefined ? {} : { announcement: !send }),
    }
    return engine
      .ask(caller.id, { ask: 'changeGroup', group: groupOf(groupId), change })
      .then((): { updateGroupSettings: boolean; reason?: string } => ({ updateGroupSettings: true }))
      .catch(orRefused(() => ({ updateGroupSettings: false, reason: 'NOT_ENOUGH_RIGHTS' })))
  },
})
