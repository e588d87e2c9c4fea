import { Type } from 'typebox'
import { callMethod } from '../calls.ts'

export const callsState = callMethod({
  name: 'callsState',
  verb: 'GET',
  summary: 'State of the call that is going on',
  reply: Type.Object({ state: Type.Enum(['idle', 'inc-call', 'out-call', 'on-call']) }),
  example: { state: 'idle' },
})
