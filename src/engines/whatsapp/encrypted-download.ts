import { createDecipheriv } from 'node:crypto'
import type { MediaType } from 'baileys'
import { getGlobalDispatcher, interceptors, request, type Dispatcher } from 'undici'
import { DEFAULT_ORIGIN, getMediaKeys } from './library.ts'
import type { OpenSession } from './open-session.ts'
import { Problem } from './problem.ts'

/** A file that the network holds, as a message names it. */
export interface EncryptedSource {
  mediaKey: Uint8Array
  directPath: string | null | undefined
  url?: string | null | undefined
}

const GONE: ReadonlySet<number> = new Set([403, 404, 410])
const MOST_REDIRECTS = 5
const BLOCK = 16
/** Decrypted and handed on at a time; TLS hands over 16 KB. */
const PIECE_BYTES = 256 * 1024

/**
 * A file of the network, opened and decrypted as it is read. The library's own way goes through `fetch` and web streams, which
 * cost three times what the connection does. As there, the MAC at the end is passed over: the caller compares the hash.
 */
export async function openEncrypted(
  { line, routes }: Pick<OpenSession, 'line' | 'routes'>,
  { mediaKey, directPath, url }: EncryptedSource,
  kind: MediaType,
): Promise<AsyncGenerator<Buffer>> {
  const address = addressOf(line.sock.getMediaHost(), { directPath, url })
  const { cipherKey, iv } = await getMediaKeys(mediaKey, kind)
  const { statusCode, body } = await request(address, {
    headers: { origin: DEFAULT_ORIGIN },
    dispatcher: (routes.dispatcher ?? getGlobalDispatcher()).compose(
      interceptors.redirect({ maxRedirections: MOST_REDIRECTS }),
    ),
  })
  if (statusCode === 200) return decrypted(body, cipherKey, iv)
  await body.dump()
  if (GONE.has(statusCode)) throw new Problem('mediaGone', 'the network no longer holds the file')
  throw new Problem('failed', `the network answered ${statusCode} when asked for the file`)
}

const NETWORK = '.whatsapp.net'

/**
 * Where a file lies: on the network's media host, or at the older full address. Both were written by whoever sent the
 * message, so what leads anywhere else is refused: a stranger does not choose what a gateway asks for.
 */
export function addressOf(mediaHost: string, { directPath, url }: Omit<EncryptedSource, 'mediaKey'>): URL {
  const text = directPath ? `https://${mediaHost}${directPath}` : url
  if (!text) throw new Problem('mediaGone', 'the message names no file')
  const address = URL.canParse(text) ? new URL(text) : undefined
  const known = address && (address.host === mediaHost || (!directPath && address.hostname.endsWith(NETWORK)))
  if (!known || address.protocol !== 'https:' || address.username !== '')
    throw new Problem('mediaGone', 'the message names a file outside the network')
  return address
}

async function* decrypted(
  body: Dispatcher.ResponseData['body'],
  key: Uint8Array,
  iv: Uint8Array,
): AsyncGenerator<Buffer> {
  const decipher = createDecipheriv('aes-256-cbc', key, iv)
  for await (const bytes of blocksOf(body)) yield decipher.update(bytes)
  yield decipher.final()
}

/** Whole blocks, gathered. What is left at the end is the MAC, which is no whole block. */
async function* blocksOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = []
  let gathered = 0
  for await (const piece of body) {
    pieces.push(piece)
    gathered += piece.length
    if (gathered < PIECE_BYTES) continue
    const bytes = Buffer.concat(pieces, gathered)
    const whole = gathered - (gathered % BLOCK)
    yield bytes.subarray(0, whole)
    pieces = [bytes.subarray(whole)]
    gathered -= whole
  }
  const bytes = Buffer.concat(pieces, gathered)
  yield bytes.subarray(0, gathered - (gathered % BLOCK))
}
