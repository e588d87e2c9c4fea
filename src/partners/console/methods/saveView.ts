import { Type } from 'typebox'
import { saveView as save, tooManyViews } from '../../saved-views.ts'
import { accountMethod } from '../console-method.ts'

export const ViewName = Type.String({ minLength: 1, maxLength: 60, pattern: '^\\S(.*\\S)?$' })

/** Keeps a view of the instance list for the person. */
export const saveView = accountMethod({
  name: 'saveView',
  verb: 'POST',
  role: 'member',
  group: 'console-instances',
  summary: 'Keeps a view of the instance list; one of the same name is replaced',
  errors: [tooManyViews],
  body: Type.Object({
    name: ViewName,
    view: Type.String({ maxLength: 1000, description: 'The query of the list as its address has it.' }),
  }),
  reply: Type.Object({ saved: Type.Boolean() }),
  example: { body: { name: 'Lost', view: 'state=notAuthorized&sort=stateSince' }, reply: { saved: true } },
  async run({ caller: { account, person }, body }, { store, clock }) {
    await store.write(save, { account: account.id, person: person.id, ...body, at: clock.now() })
    return { saved: true }
  },
})
