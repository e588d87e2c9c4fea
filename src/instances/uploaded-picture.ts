import type { StoredFile } from '../media/port.ts'
import { failure, Failure } from '../base/errors.ts'
import { fileIsEmpty, uploadTooLarge } from '../contract/kernel-failures.ts'
import type { Ports } from '../contract/ports.ts'
import { EngineError } from '../engines/client.ts'
import type { EngineProblem } from '../engines/port.ts'

/** Only a JPEG can be a profile picture. */
export const pictureRefused = failure({
  code: 'pictureRefused',
  status: 400,
  form: 'text',
  sentence: 'Unsupported media type',
})

/** What methods that set a picture may answer with. */
export const pictureFailures = [fileIsEmpty, uploadTooLarge, pictureRefused]

/** The answer about a picture: its address, or why it was not set. */
export interface PictureSet {
  done: boolean
  urlAvatar: string | null
  reason: string | null
}

/** Makes an uploaded JPEG the picture of the account, or of a group by the digits of its id; the upload is removed. */
export async function setUploadedPicture(
  { instance, file, group }: { instance: number; file: StoredFile | undefined; group?: string },
  ports: Pick<Ports, 'engine' | 'media'>,
): Promise<PictureSet> {
  if (!file) throw new Failure(fileIsEmpty)
  try {
    if (!(await isJpeg(file.handle, ports))) throw new Failure(pictureRefused)
    const of = group === undefined ? {} : { group }
    const { avatar } = await ports.engine.ask(instance, { ask: 'setPicture', handle: file.handle, ...of })
    return { done: true, urlAvatar: avatar === '' ? null : avatar, reason: null }
  } catch (error) {
    if (error instanceof EngineError) return refusalOf(error.problem)
    throw error
  } finally {
    await ports.media.remove(file.handle)
  }
}

function refusalOf({ code, text }: EngineProblem): PictureSet {
  if (code === 'badContent') throw new Failure(pictureRefused)
  if (code === 'mediaTooLarge') throw new Failure(uploadTooLarge)
  return { done: false, urlAvatar: null, reason: code === 'timeout' ? 'Timed Out' : text }
}

async function isJpeg(handle: string, { media }: Pick<Ports, 'media'>): Promise<boolean> {
  const opened = await media.open(handle)
  const chunks = opened?.stream ?? []
  for await (const chunk of chunks) return (chunk as Buffer).subarray(0, 3).equals(Buffer.of(0xff, 0xd8, 0xff))
  return false
}
