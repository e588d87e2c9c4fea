import type { FileContent } from '../../base/content.ts'
import { Failure } from '../../base/errors.ts'
import { OutboundRefused } from '../../delivery/outbound.ts'
import type { StoredFile } from '../../media/port.ts'
import { mimeTypeOf } from './file-kind.ts'
import { Unsendable } from './problem.ts'
import type { SendingWorld } from './world.ts'

/** A file may take this long to come. */
const FETCH_MS = 10 * 60_000

/** Streams the file of a link into the media store. Rejects with `Unsendable`, its text being the status description. */
export async function fetchFile(
  instance: number,
  url: string,
  content: FileContent,
  world: SendingWorld,
): Promise<StoredFile> {
  const megabytes = Math.round(world.policy.fileLimit / 1_000_000)
  try {
    const answer = await world.outbound.download(url, { deadlineMs: FETCH_MS })
    if (answer.status !== 200) {
      answer.body.destroy()
      throw new Unsendable(`the link answered with status ${answer.status}`)
    }
    if (answer.length !== undefined && answer.length > world.policy.fileLimit) {
      answer.body.destroy()
      throw new Unsendable(`the file of the link is over ${megabytes} MB`)
    }
    return await world.media.put(answer.body, {
      fileName: content.fileName,
      mimeType: mimeTypeOf(content.fileName) ?? answer.mimeType ?? 'application/octet-stream',
      expiresAt: world.clock.now() + world.policy.fileLifeMs,
      limit: world.policy.fileLimit,
      instance,
    })
  } catch (error) {
    if (error instanceof Unsendable) throw error
    if (error instanceof OutboundRefused) throw new Unsendable(`the link was refused: ${error.message}`)
    if (error instanceof Failure && error.kind.code === 'fileTooLarge')
      throw new Unsendable(`the file of the link is over ${megabytes} MB`)
    world.log.info({ err: error }, 'file of a link not fetched')
    throw new Unsendable('the file of the link could not be fetched')
  }
}
