import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { freshInstance } from '../known-instances.ts'

/** The authorization state as it is now. */
export const getStateInstance = instanceMethod({
  name: 'getStateInstance',
  verb: 'GET',
  group: 'account',
  summary: 'Authorization state',
  description:
    'A new instance is `notAuthorized` at once; the literal `null` of an instance being created never comes.',
  rate: { perSecond: 1 },
  reply: Type.Object({
    stateInstance: Type.Enum(['notAuthorized', 'authorized', 'blocked', 'starting', 'suspended']),
  }),
  example: { reply: { stateInstance: 'authorized' } },
  async run({ caller }, ports) {
    const { row } = (await freshInstance(caller.id, ports)) ?? caller
    return { stateInstance: row.state }
  },
})
