import { Type } from 'typebox'
import { isUsed, linkMethod } from '../link-method.ts'
import { ALREADY_LOGGED, LINK_USED, oneFrame, type LinkFrame } from '../watch-link.ts'

/** What the one-time page shows: the `qr` method under a link token. */
export const linkState = linkMethod({
  name: 'linkState',
  verb: 'GET',
  group: 'account',
  origin: 'ours',
  summary: 'QR or outcome of a one-time link page',
  description: 'Answers as `qr` does. Once the page has linked its instance it shows no QR again.',
  rate: { perSecond: 3 },
  reply: Type.Object({
    type: Type.Enum(['qrCode', 'alreadyLogged', 'error', 'timeout', 'passkeyRequired']),
    message: Type.String({ description: 'qrCode: PNG in base64 without prefix; otherwise a text.' }),
  }),
  example: { reply: { type: 'alreadyLogged', message: ALREADY_LOGGED } },
  async run({ caller, signal }, ports): Promise<LinkFrame> {
    if (!isUsed(caller)) return await oneFrame(ports, caller.instance.id, signal)
    const { state } = caller.instance
    return state === 'authorized' || state === 'suspended'
      ? { type: 'alreadyLogged', message: ALREADY_LOGGED }
      : { type: 'error', message: LINK_USED }
  },
})
