import { Type } from 'typebox'
import { callMethod } from '../calls.ts'

export const callsQr = callMethod({
  name: 'callsQr',
  verb: 'GET',
  summary: 'QR code that links the call agent',
  reply: Type.Object({ type: Type.Enum(['qrCode', 'alreadyLogged', 'error']), message: Type.String() }),
  example: { type: 'error', message: '' },
})
