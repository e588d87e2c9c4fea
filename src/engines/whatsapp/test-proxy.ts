import { LIVE_URL, type WhatsAppNetwork } from './trust.ts'
import { tunnel } from './tunnel.ts'

const PATIENCE_MS = 10_000

/**
 * Tries a proxy (`http://`, `https://` or `socks5://`, with or without user and password) before it is kept: a
 * connection through it to where sessions connect. Resolves with undefined, or with a sentence on what is wrong,
 * without the proxy's address or password.
 */
export async function testProxy(proxyUrl: string, network: WhatsAppNetwork): Promise<string | undefined> {
  const target = new URL(network.kind === 'live' ? LIVE_URL : network.socketUrl)
  const port = Number(target.port || (target.protocol === 'wss:' ? 443 : 80))
  try {
    const socket = await tunnel(proxyUrl, target.hostname, port, PATIENCE_MS)
    socket.destroy()
    return undefined
  } catch (error) {
    return sentenceOf(error)
  }
}

function sentenceOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (code === 'ECONNREFUSED') return 'the proxy refuses connections'
  if (code === 'ENOTFOUND') return 'the name of the proxy is not known'
  if (typeof code === 'string') return `the proxy cannot be reached (${code})`
  return typeof message === 'string' && message.startsWith('the proxy') ? message : 'the proxy cannot be used'
}
