import { Type } from 'typebox'
import { removeView as remove, viewUnknown } from '../../saved-views.ts'
import { accountMethod } from '../console-method.ts'
import { ViewName } from './saveView.ts'

/** Takes a kept view away. */
export const removeView = accountMethod({
  name: 'removeView',
  verb: 'POST',
  role: 'member',
  group: 'console-instances',
  summary: 'Takes a view that you keep away',
  errors: [viewUnknown],
  body: Type.Object({ name: ViewName }),
  reply: Type.Object({ removed: Type.Boolean() }),
  example: { body: { name: 'Lost' }, reply: { removed: true } },
  async run({ caller: { account, person }, body: { name } }, { store }) {
    await store.write(remove, { account: account.id, person: person.id, name })
    return { removed: true }
  },
})
