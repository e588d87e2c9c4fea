import { callMethod, callTaken, CallTaken } from '../calls.ts'

export const callsReject = callMethod({
  name: 'callsReject',
  verb: 'POST',
  summary: 'Refuses a call',
  reply: CallTaken,
  example: callTaken,
})
