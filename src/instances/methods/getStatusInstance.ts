import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { freshInstance } from '../known-instances.ts'

/** Whether the messenger session is up. */
export const getStatusInstance = instanceMethod({
  name: 'getStatusInstance',
  verb: 'GET',
  group: 'account',
  summary: 'State of the connection to the messenger',
  deprecated: true,
  rate: { perSecond: 1 },
  reply: Type.Object({ statusInstance: Type.Enum(['online', 'offline']) }),
  example: { reply: { statusInstance: 'online' } },
  async run({ caller }, ports) {
    const { row } = (await freshInstance(caller.id, ports)) ?? caller
    const online = row.state === 'authorized' || row.state === 'suspended'
    return { statusInstance: online ? ('online' as const) : ('offline' as const) }
  },
})
