import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { Failure } from '../../base/errors.ts'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import type { OpenSession } from './open-session.ts'
import { filePart, lengthOf } from './content-in.ts'
import { openEncrypted } from './encrypted-download.ts'
import { proto } from './library.ts'
import { Problem } from './problem.ts'

/**
 * Downloads and decrypts the file of a message into the media store, as a stream. The library checks neither MAC nor
 * hash, so the content is compared with the hash in the message before the store keeps it.
 */
export async function fetchMedia(
  session: OpenSession,
  { raw, limitBytes }: Extract<EngineQuestion, { ask: 'fetchMedia' }>,
): Promise<QuestionAnswers['fetchMedia']> {
  const { world } = session
  const found = filePart(proto.Message.decode(raw))
  if (!found) throw new Problem('badContent', 'the message has no file')
  const { kind, part } = found
  const { mediaKey, url, directPath, fileSha256 } = part
  if (!mediaKey?.length || !fileSha256?.length) throw new Problem('mediaGone', 'the message names no file')
  if (lengthOf(part) > limitBytes) throw new Problem('mediaTooLarge', `the file is larger than ${limitBytes} bytes`)
  const mimeType = part.mimetype ?? 'application/octet-stream'
  const plain = await openEncrypted(session, { mediaKey, directPath, url }, kind)
  const file = await world.media
    .put(Readable.from(checked(plain, fileSha256), { objectMode: false }), {
      fileName: part.fileName ?? '',
      mimeType,
      limit: limitBytes,
      expiresAt: world.clock.now() + world.limits.mediaLifetimeMs,
    })
    .catch((error: unknown) => {
      const large = error instanceof Failure && error.kind.code === 'fileTooLarge'
      throw large ? new Problem('mediaTooLarge', `the file is larger than ${limitBytes} bytes`) : error
    })
  return { handle: file.handle, size: file.size, mimeType }
}

/** Ends with an error when the bytes are not those that the message names. */
async function* checked(plain: AsyncIterable<Buffer>, sha256: Uint8Array): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const bytes of plain) {
    hash.update(bytes)
    yield bytes
  }
  if (!hash.digest().equals(sha256)) throw new Problem('mediaGone', 'the file is not the one of the message')
}
