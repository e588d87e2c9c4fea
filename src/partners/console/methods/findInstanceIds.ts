import { Type } from 'typebox'
import { findInstanceIds as find } from '../../search.ts'
import { accountMethod } from '../console-method.ts'
import { filterOf, InstanceConditions } from '../instance-list.ts'

/** The ids of every instance that a filter shows, for acts on all of them. */
export const findInstanceIds = accountMethod({
  name: 'findInstanceIds',
  verb: 'GET',
  role: 'member',
  group: 'console-instances',
  summary: 'The ids of every instance that matches, at most 100,000',
  rate: { perSecond: 1, burst: 10 },
  query: InstanceConditions,
  reply: Type.Object({ idInstances: Type.Array(Type.Integer()) }),
  example: { query: { tag: 'north' }, reply: { idInstances: [1101000007, 1101000008] } },
  async run({ caller, query }, { store }) {
    return { idInstances: await store.read(find, filterOf(caller.account.id, query)) }
  },
})
