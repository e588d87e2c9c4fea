import { createReadStream } from 'node:fs'
import type { FileContent } from '../../base/content.ts'
import type { StoredFile } from '../../media/port.ts'
import { NotPlayable, TranscoderStopped, type Playable, type Purpose } from '../../media/transcoder.ts'
import { TryAgain, Unsendable } from './problem.ts'
import type { SendingWorld } from './world.ts'

/** Longest voice status (statuses.json, limits: longer is not sent). */
const STATUS_SECONDS = 600

/** A file as it is sent: what the message says of it, and the stored bytes that go. */
export interface ReadyFile {
  content: FileContent
  file: StoredFile
}

/**
 * Makes a stored sound or video what phones play, and learns what they show of it: length, waveform, size, thumbnail.
 * A file that cannot be made playable, for whatever reason, is sent as it is. The same objects come back when nothing
 * is to be done. Rejects with `TryAgain` when the gateway is stopping, with `Unsendable` when a status is too long.
 */
export async function playableFile(
  instance: number,
  { content, file }: ReadyFile,
  world: SendingWorld,
): Promise<ReadyFile> {
  const purpose = purposeOf(content)
  if (!purpose) return { content, file }
  const longest = content.status && purpose === 'voice' ? { longest: STATUS_SECONDS } : {}
  return await world.transcoder
    .prepare(file.handle, { purpose, ...longest }, async (playable) => {
      const stored = (await store(instance, content, playable, world)) ?? file
      return { content: { ...content, ...factsOf(stored, playable) }, file: stored }
    })
    .catch((error: unknown) => {
      if (error instanceof TranscoderStopped) throw new TryAgain(error.message)
      if (error instanceof NotPlayable && error.reason === 'tooLong')
        throw new Unsendable('a voice status may be 10 minutes long at most')
      tell(error, purpose, world)
      return { content, file }
    })
}

/**
 * An `.ogg` file is a voice note, and so is whatever is posted as voice status; the contract knows no other sign.
 * Documents are sent as they are whatever they hold.
 */
function purposeOf({ fileKind, mimeType, status }: FileContent): Purpose | undefined {
  if (fileKind === 'video') return 'video'
  if (fileKind !== 'audio') return undefined
  return status || mimeType.includes('opus') ? 'voice' : 'audio'
}

/** The file that was made takes the place of the one given, under the name that it now needs. */
async function store(
  instance: number,
  content: FileContent,
  { made, mimeType = content.mimeType }: Playable,
  { media, clock, policy }: SendingWorld,
): Promise<StoredFile | undefined> {
  if (!made) return undefined
  return await media.put(createReadStream(made.path), {
    fileName: `${content.fileName.replace(/\.[^.]*$/, '')}.${made.extension}`,
    mimeType,
    expiresAt: clock.now() + policy.fileLifeMs,
    limit: policy.fileLimit,
    instance,
  })
}

function factsOf({ handle, fileName, size }: StoredFile, playable: Playable): Partial<FileContent> {
  const { made, mimeType, seconds, waveform, width, height, thumbnail } = playable
  return {
    ...(made && { handle, fileName, size }),
    ...(mimeType !== undefined && { mimeType }),
    ...(seconds !== undefined && { seconds }),
    ...(waveform && { waveform: Buffer.from(waveform).toString('base64') }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(thumbnail && { jpegThumbnail: Buffer.from(thumbnail).toString('base64') }),
  }
}

/** Without the tool this is how files go, and the start has said so. */
function tell(error: unknown, purpose: Purpose, { log }: SendingWorld): void {
  if (!(error instanceof NotPlayable)) log.warn({ err: error, purpose }, 'a file is sent as it is')
  else if (error.reason !== 'unavailable') {
    log.info({ purpose, reason: error.reason }, 'a file is sent as it is')
    log.debug({ purpose, said: error.message }, 'what the tool said of a file')
  }
}
