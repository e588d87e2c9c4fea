import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { oneFrame } from '../watch-link.ts'

/** One QR picture; starts linking when nobody has. */
export const qr = instanceMethod({
  name: 'qr',
  verb: 'GET',
  group: 'account',
  summary: 'One QR picture',
  description: 'Ask about once a second: the code changes every 20 seconds.',
  rate: { perSecond: 3 },
  requires: 'settled',
  reply: Type.Object({
    type: Type.Enum(['qrCode', 'alreadyLogged', 'error', 'timeout', 'passkeyRequired']),
    message: Type.String({ description: 'qrCode: PNG in base64 without prefix; otherwise a text.' }),
  }),
  example: { reply: { type: 'alreadyLogged', message: 'instance account already authorized' } },
  run: ({ caller, signal }, ports) => oneFrame(ports, caller.id, signal),
})
