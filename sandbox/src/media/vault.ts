import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Encrypted files by the path that messages name, e.g. `/mms/image/<hash>`. */
export interface Vault {
  /** Takes a file; nothing is kept when the SHA-256 of its bytes is not `hash` (base64url without padding). */
  put(path: string, hash: string, body: Readable): Promise<{ kept: boolean }>
  size(path: string): Promise<number | undefined>
  /** Streams the bytes from `start` to `end`, both included. */
  read(path: string, start?: number, end?: number): Readable
}

/** Keeps files in memory, or on disk under `folder`, where they are never whole in memory. */
export async function openVault(folder?: string): Promise<Vault> {
  if (!folder) return memoryVault()
  await mkdir(folder, { recursive: true })
  return diskVault(folder)
}

function memoryVault(): Vault {
  const files = new Map<string, Buffer>()
  return {
    put: async (path, hash, body) => {
      const chunks: Buffer[] = []
      for await (const chunk of body) chunks.push(chunk as Buffer)
      const bytes = Buffer.concat(chunks)
      const kept = createHash('sha256').update(bytes).digest('base64url') === hash
      if (kept) files.set(path, bytes)
      return { kept }
    },
    size: (path) => Promise.resolve(files.get(path)?.length),
    read: (path, start = 0, end) => {
      const bytes = files.get(path) ?? Buffer.alloc(0)
      return Readable.from([bytes.subarray(start, end === undefined ? undefined : end + 1)])
    },
  }
}

function diskVault(folder: string): Vault {
  const fileOf = (path: string): string => join(folder, createHash('sha256').update(path).digest('hex'))
  return {
    put: async (path, hash, body) => {
      const temporary = join(folder, `.${randomUUID()}`)
      const digest = createHash('sha256')
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, done: TransformCallback) {
          digest.update(chunk)
          done(null, chunk)
        },
      })
      try {
        await pipeline(body, meter, createWriteStream(temporary, { mode: 0o600 }))
        const kept = digest.digest('base64url') === hash
        if (kept) await rename(temporary, fileOf(path))
        return { kept }
      } finally {
        await rm(temporary, { force: true })
      }
    },
    size: async (path) => {
      try {
        return (await stat(fileOf(path))).size
      } catch {
        return undefined
      }
    },
    read: (path, start, end) =>
      createReadStream(fileOf(path), { ...(start !== undefined && { start }), ...(end !== undefined && { end }) }),
  }
}
