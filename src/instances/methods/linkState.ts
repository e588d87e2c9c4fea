import { Type } from 'typebox'
import { findInstance } from '../known-instances.ts'
import { isUsed, linkMethod } from '../link-method.ts'
import { useLinkPage } from '../link-page.ts'
import { ALREADY_LOGGED, oneFrame, type LinkFrame } from '../watch-link.ts'

const USED: LinkFrame = { type: 'error', message: 'This link was used. Ask for a new one' }

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
    const { page, instance } = caller
    if (isUsed(caller))
      return instance.state === 'authorized' ? { type: 'alreadyLogged', message: ALREADY_LOGGED } : USED
    const frame = await oneFrame(ports, instance.id, signal)
    if (frame.type !== 'alreadyLogged') return frame
    // an account that was linked before the page was made has not used it
    const now = await ports.store.read(findInstance, { id: instance.id })
    if ((now?.linked_at ?? 0) > page.created_at)
      await ports.store.write(useLinkPage, { hash: page.token_hash, at: ports.clock.now() })
    return frame
  },
})
