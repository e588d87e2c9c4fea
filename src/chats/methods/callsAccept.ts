import { callMethod, callTaken, CallTaken } from '../calls.ts'

export const callsAccept = callMethod({
  name: 'callsAccept',
  verb: 'POST',
  summary: 'Takes a call',
  reply: CallTaken,
  example: callTaken,
})
