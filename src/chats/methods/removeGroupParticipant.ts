import { memberMethod } from '../member-method.ts'

export const removeGroupParticipant = memberMethod({
  name: 'removeGroupParticipant',
  summary: 'Remove a person from a group',
  field: 'removeParticipant',
  act: 'remove',
})
