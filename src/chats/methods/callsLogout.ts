import { Type } from 'typebox'
import { callMethod } from '../calls.ts'

export const callsLogout = callMethod({
  name: 'callsLogout',
  verb: 'POST',
  summary: 'Unlinks the call agent',
  reply: Type.Object({ isLogout: Type.Boolean() }),
  example: { isLogout: true },
})
