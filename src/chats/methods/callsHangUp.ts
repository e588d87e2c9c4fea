import { callMethod, callTaken, CallTaken } from '../calls.ts'

export const callsHangUp = callMethod({
  name: 'callsHangUp',
  verb: 'POST',
  summary: 'Ends a call',
  reply: CallTaken,
  example: callTaken,
})
