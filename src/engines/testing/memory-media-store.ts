import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { Failure, failure } from '../../base/errors.ts'
import type { MediaMeta, MediaStore, StoredFile } from '../../media/port.ts'

const fileTooLarge = failure({
  code: 'fileTooLarge',
  status: 413,
  form: 'problem',
  sentence: 'The file is too large.',
})

/** A media store in memory for tests of engines. */
export interface MemoryMediaStore extends MediaStore {
  bytes(handle: string): Buffer | undefined
}

export function memoryMediaStore(): MemoryMediaStore {
  const files = new Map<string, { file: StoredFile; bytes: Buffer }>()
  return {
    bytes: (handle) => files.get(handle)?.bytes,
    async put(stream: Readable, { fileName, mimeType, expiresAt, limit }: MediaMeta) {
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > limit) throw new Failure(fileTooLarge)
        chunks.push(chunk)
      }
      const file = { handle: randomUUID(), fileName, mimeType, size, expiresAt }
      files.set(file.handle, { file, bytes: Buffer.concat(chunks) })
      return file
    },
    async open(handle) {
      const found = files.get(handle)
      return found && { file: found.file, stream: Readable.from([found.bytes]) }
    },
    url: ({ handle }) => `memory:${handle}`,
    async remove(handle) {
      files.delete(handle)
    },
  }
}
