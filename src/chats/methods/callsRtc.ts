import { EmptyBody } from '../../contract/schema.ts'
import { callMethod } from '../calls.ts'

export const callsRtc = callMethod({
  name: 'callsRtc',
  verb: 'GET',
  summary: 'Events of a call and the way of its sound',
  reply: EmptyBody,
  example: undefined,
})
