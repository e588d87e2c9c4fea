import { Type } from 'typebox'
import { callMethod } from '../calls.ts'

export const callsGetStateInstance = callMethod({
  name: 'callsGetStateInstance',
  verb: 'GET',
  summary: 'State of the call agent',
  reply: Type.Object({ callsStateInstance: Type.Enum(['notAuthorized', 'authorized', 'blocked']) }),
  example: { callsStateInstance: 'notAuthorized' },
})
