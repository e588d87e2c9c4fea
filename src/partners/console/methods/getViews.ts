import { Type } from 'typebox'
import { savedViews } from '../../saved-views.ts'
import { accountMethod } from '../console-method.ts'

/** The views of the instance list that the person keeps in this account. */
export const getViews = accountMethod({
  name: 'getViews',
  verb: 'GET',
  role: 'member',
  group: 'console-instances',
  summary: 'The views of the instance list that you keep in this account',
  reply: Type.Array(Type.Object({ name: Type.String(), view: Type.String() })),
  example: { reply: [{ name: 'Lost', view: 'state=notAuthorized&sort=stateSince' }] },
  run: ({ caller: { account, person } }, { store }) =>
    store.read(savedViews, { account: account.id, person: person.id }),
})
