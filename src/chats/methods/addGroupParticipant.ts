import { memberMethod } from '../member-method.ts'

export const addGroupParticipant = memberMethod({
  name: 'addGroupParticipant',
  summary: 'Add a person to a group',
  field: 'addParticipant',
  act: 'add',
})
