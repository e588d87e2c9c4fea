import { memberMethod } from '../member-method.ts'

export const removeAdmin = memberMethod({
  name: 'removeAdmin',
  summary: 'Take admin rights away',
  field: 'removeAdmin',
  act: 'demote',
})
