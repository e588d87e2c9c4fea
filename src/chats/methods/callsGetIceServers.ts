import { Type } from 'typebox'
import { callMethod } from '../calls.ts'

export const callsGetIceServers = callMethod({
  name: 'callsGetIceServers',
  verb: 'GET',
  summary: 'Servers for the sound of a call',
  reply: Type.Array(Type.Object({ urls: Type.String() })),
  example: [],
})
