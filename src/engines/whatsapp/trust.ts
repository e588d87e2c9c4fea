import { Curve, hookedCurve, WA_CERT_DETAILS } from './library.ts'

/**
 * The network of the installation. Live has one address and one trust root, which nothing can change; a sandbox
 * brings its own. The library keeps its trust root process-wide, so a process serves one network at a time.
 */
export type WhatsAppNetwork =
  | { kind: 'live' }
  | {
      kind: 'sandbox'
      /** `ws://host:port/ws/chat` */
      socketUrl: string
      /** Noise trust root, base64 of 32 bytes. */
      rootKey: string
      /** `host:port` that serves all media, whatever host a message names. */
      mediaHost: string
      /** PEM of the authority that signed the media host's certificate. */
      mediaCa: string
    }

export const LIVE_URL = 'wss://web.whatsapp.com/ws/chat'

const REAL_HOST = /(?:^|\.)whatsapp\.(?:com|net)$/i
const LIVE_ROOT = Buffer.from(WA_CERT_DETAILS.PUBLIC_KEY)

let adopted: { root: Buffer<ArrayBuffer>; holders: number } | undefined

/** An address or trust root that does not belong to the installation's network. */
export class ForeignNetworkError extends Error {
  constructor(text: string) {
    super(text)
    this.name = 'ForeignNetworkError'
  }
}

/**
 * Checks the network and puts its trust root in force. Throws `ForeignNetworkError` for a live network with an
 * address or root of its own, for a sandbox at a real host or with the real root, and while the process serves
 * another network. Returns the way to let go of it.
 */
export function adoptNetwork(network: WhatsAppNetwork): () => void {
  requireVerification()
  const root = rootOf(network)
  if (adopted && !adopted.root.equals(root)) throw new ForeignNetworkError('this process serves another network')
  adopted ??= { root, holders: 0 }
  adopted.holders++
  WA_CERT_DETAILS.PUBLIC_KEY = root
  let held = true
  return () => {
    if (!held || !adopted) return
    held = false
    adopted.holders--
    if (adopted.holders > 0) return
    adopted = undefined
    WA_CERT_DETAILS.PUBLIC_KEY = LIVE_ROOT
  }
}

/** A library that was loaded before its hook takes every signature for good: nothing may connect then. */
function requireVerification(): void {
  const keys = Curve.generateKeyPair()
  const message = Buffer.from('any')
  const signature = hookedCurve.calculateSignature(Buffer.from(keys.private), message)
  const wrong = Buffer.from(signature)
  wrong[0] = (wrong[0] ?? 0) ^ 1
  if (Curve.verify(keys.public, message, signature) && !Curve.verify(keys.public, message, wrong)) return
  throw new Error('the engine library was loaded before its hook: signatures would not be verified')
}

function rootOf(network: WhatsAppNetwork): Buffer<ArrayBuffer> {
  if (network.kind === 'live') {
    const given = Object.keys(network).filter((name) => name !== 'kind')
    if (given.length > 0) throw new ForeignNetworkError(`the live network takes no ${given.join(', ')}`)
    return LIVE_ROOT
  }
  const url = new URL(network.socketUrl)
  if (REAL_HOST.test(url.hostname)) throw new ForeignNetworkError('a sandbox may not be at the real network')
  const root = Buffer.from(network.rootKey, 'base64')
  if (root.length !== 32) throw new ForeignNetworkError('the trust root is not 32 bytes')
  if (root.equals(LIVE_ROOT)) throw new ForeignNetworkError('a sandbox may not have the trust root of the real network')
  return root
}
