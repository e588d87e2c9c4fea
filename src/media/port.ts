import type { Readable } from 'node:stream'
import { failure } from '../base/errors.ts'

/** A stream was longer than its `limit`. */
export const fileTooLarge = failure({
  code: 'fileTooLarge',
  status: 413,
  form: 'text',
  sentence: 'request entity too large',
})

/** A file of the media store. `handle` is unguessable and the only name used inside the gateway. */
export interface StoredFile {
  handle: string
  fileName: string
  mimeType: string
  size: number
  /** Milliseconds since 1970; removed afterwards. */
  expiresAt: number
}

export interface MediaMeta {
  /** Kept without path separators and control characters, at most 255 characters. */
  fileName: string
  mimeType: string
  expiresAt: number
  /** Bytes; a longer stream is refused and nothing is kept. */
  limit: number
  /** Whose file it is, so that it is erased with its instance. */
  instance?: number
}

/** Files by handle. A handle is returned only when the bytes are synced. Streams are never held whole in memory. */
export interface MediaStore {
  /** Rejects with the failure `fileTooLarge`, or with the stream's own error; then nothing is kept. */
  put(stream: Readable, meta: MediaMeta): Promise<StoredFile>
  /** Undefined when the handle is unknown or expired. */
  open(handle: string): Promise<{ file: StoredFile; stream: Readable } | undefined>
  /** A signed address on the media host that serves the file until it expires. */
  url(file: Pick<StoredFile, 'handle' | 'fileName' | 'expiresAt'>): string
  remove(handle: string): Promise<void>
}
