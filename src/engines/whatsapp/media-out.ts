import type { FileContent } from '../../base/content.ts'
import type { MediaStore } from '../../media/port.ts'
import type { OpenSession } from './open-session.ts'
import { encryptFile } from './encrypt-file.ts'
import { Problem } from './problem.ts'
import { upload, type Uploaded } from './upload.ts'

/** What a message says of an uploaded file. */
export interface UploadedFile extends Uploaded {
  mediaKey: Uint8Array
  fileEncSha256: Uint8Array
  fileSha256: Uint8Array
  fileLength: number
  mediaKeyTimestamp: number
  thumbnail?: Uint8Array
  width?: number
  height?: number
}

const THUMBNAIL_PIXELS = 96

/** Encrypts a file of the media store to disk and uploads it; it is never whole in memory. */
export async function uploadMedia(session: OpenSession, content: FileContent): Promise<UploadedFile> {
  const { world } = session
  const { fileKind, handle } = content
  const opened = handle === undefined ? undefined : await world.media.open(handle)
  if (!opened) throw new Problem('mediaGone', 'the file is no longer held')
  const encrypted = await encryptFile(opened.stream, fileKind)
  const { mediaKey, fileEncSha256, fileSha256, fileLength } = encrypted
  try {
    return {
      ...(await upload(session, encrypted, fileKind)),
      mediaKey,
      fileEncSha256,
      fileSha256,
      fileLength,
      mediaKeyTimestamp: Math.floor(world.clock.now() / 1000),
      ...(await looksOf(world.media, content)),
    }
  } finally {
    await encrypted.remove()
  }
}

/** Thumbnail and size of a picture; everything else keeps what the content says. */
async function looksOf(
  media: MediaStore,
  { fileKind, handle, jpegThumbnail, width, height }: FileContent,
): Promise<Pick<UploadedFile, 'thumbnail' | 'width' | 'height'>> {
  const given = {
    ...(jpegThumbnail !== undefined && { thumbnail: Buffer.from(jpegThumbnail, 'base64') }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  }
  if ((fileKind !== 'image' && fileKind !== 'sticker') || handle === undefined) return given
  const opened = await media.open(handle)
  if (!opened) return given
  const { default: sharp } = await import('sharp')
  const picture = sharp({ failOn: 'none' })
  opened.stream.once('error', (error) => picture.destroy(error)).pipe(picture)
  try {
    const [{ width, height }, thumbnail] = await Promise.all([
      picture.metadata(),
      picture
        .clone()
        .rotate()
        .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: 'inside' })
        .jpeg({ quality: 50 })
        .toBuffer(),
    ])
    return { width, height, ...(fileKind === 'image' && { thumbnail }), ...given }
  } catch {
    return given // no picture that can be read; the receiver's app will say so
  } finally {
    opened.stream.destroy()
  }
}
