import { createHash } from 'node:crypto'
import { Transform, type Readable } from 'node:stream'
import { Failure } from '../../base/errors.ts'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import type { OpenSession } from './open-session.ts'
import { filePart, lengthOf } from './content-in.ts'
import { downloadContentFromMessage, proto } from './library.ts'
import { Problem, statusOf } from './problem.ts'

/**
 * Downloads and decrypts the file of a message into the media store, as a stream. The library checks neither MAC nor
 * hash, so the content is compared with the hash in the message before the store keeps it.
 */
export async function fetchMedia(
  { world, routes, line }: OpenSession,
  { raw, limitBytes }: Extract<EngineQuestion, { ask: 'fetchMedia' }>,
): Promise<QuestionAnswers['fetchMedia']> {
  const found = filePart(proto.Message.decode(raw))
  if (!found) throw new Problem('badContent', 'the message has no file')
  const { kind, part } = found
  const { mediaKey, url, directPath, fileSha256 } = part
  if (!mediaKey?.length || !fileSha256?.length) throw new Problem('mediaGone', 'the message names no file')
  if (lengthOf(part) > limitBytes) throw new Problem('mediaTooLarge', `the file is larger than ${limitBytes} bytes`)
  const mimeType = part.mimetype ?? 'application/octet-stream'
  const stream = await downloadContentFromMessage(
    { mediaKey, url: url ?? null, directPath: directPath ?? null },
    kind,
    {
      host: line.sock.getMediaHost(),
      ...(routes.dispatcher && { options: { dispatcher: routes.dispatcher } as unknown as RequestInit }),
    },
  ).catch((error: unknown) => {
    const gone = [403, 404, 410].includes(statusOf(error))
    throw gone ? new Problem('mediaGone', 'the network no longer holds the file') : error
  })
  const file = await world.media
    .put(checked(stream, fileSha256), {
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
function checked(stream: Readable, sha256: Uint8Array): Readable {
  const hash = createHash('sha256')
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      done(hash.digest().equals(sha256) ? null : new Problem('mediaGone', 'the file is not the one of the message'))
    },
  })
  stream.once('error', (error) => check.destroy(error))
  return stream.pipe(check)
}
