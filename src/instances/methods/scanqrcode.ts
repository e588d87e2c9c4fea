import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { oneFrame, watchFrames } from '../watch-link.ts'

/** A stream of QR pictures until the scan, `timeout` after 100 s. Over plain HTTP it answers one frame. */
export const scanqrcode = instanceMethod({
  name: 'scanqrcode',
  verb: 'GET',
  group: 'account',
  summary: 'Stream of QR pictures until the scan (websocket)',
  description:
    'Ends with `alreadyLogged`, `error`, `passkeyRequired` or, after 100 seconds, `timeout`; then the server closes.',
  rate: { perSecond: 1 },
  requires: 'settled',
  reply: Type.Object({
    type: Type.Enum(['qrCode', 'alreadyLogged', 'error', 'timeout', 'passkeyRequired']),
    message: Type.String({ description: 'qrCode: PNG in base64 without prefix; otherwise a text.' }),
  }),
  example: { reply: { type: 'alreadyLogged', message: 'instance account already authorized' } },
  run: ({ caller, signal }, ports) => oneFrame(ports, caller.id, signal),
  watch: ({ caller, signal }, ports) => watchFrames(ports, caller.id, signal),
})
