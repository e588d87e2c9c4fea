import { open, type FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { Failure } from '../base/errors.ts'
import { fileTooLarge } from './port.ts'

/** Gathered before it is written: one trip to the thread pool for many small pieces. */
const WRITE_BYTES = 512 * 1024

/** The disk begins on what has come so far after this much, so that the last sync finds little left to wait for. */
const SYNC_BYTES = 8 * 1024 * 1024

/**
 * Writes a stream to a new file; its size, once everything is synced. Ends the stream early, with `fileTooLarge`, at the
 * first byte over the limit.
 */
export async function writeSynced(path: string, stream: Readable, limit: number): Promise<number> {
  const file = await open(path, 'wx', 0o600)
  const work = new DiskWork(file)
  try {
    let size = 0
    let pieces: Uint8Array[] = []
    let gathered = 0
    for await (const part of stream as AsyncIterable<Uint8Array | string>) {
      const piece = typeof part === 'string' ? Buffer.from(part) : part
      size += piece.length
      if (size > limit) throw new Failure(fileTooLarge)
      pieces.push(piece)
      gathered += piece.length
      if (gathered < WRITE_BYTES) continue
      await work.write(pieces, gathered)
      pieces = []
      gathered = 0
    }
    await work.write(pieces, gathered)
    await work.finish()
    return size
  } finally {
    await work.settled()
    await file.close()
  }
}

/** One write and one early sync at a time, both while the next piece comes; the error of either is kept for its asker. */
class DiskWork {
  readonly #file: FileHandle
  #writing: Promise<void> = Promise.resolve()
  #syncing: Promise<void> = Promise.resolve()
  #unsynced = 0

  constructor(file: FileHandle) {
    this.#file = file
  }

  /** Begins to write when the write before is over. */
  async write(pieces: readonly Uint8Array[], bytes: number): Promise<void> {
    await this.#writing
    if (bytes === 0) return
    this.#writing = heard(writeAll(this.#file, pieces, bytes))
    this.#unsynced += bytes
    if (this.#unsynced < SYNC_BYTES) return
    this.#unsynced = 0
    // the system tells a failed write-back once: it must not be lost with this sync
    this.#syncing = heard(this.#syncing.then(() => this.#file.datasync()))
  }

  async finish(): Promise<void> {
    await this.#writing
    await this.#syncing
    await this.#file.sync()
  }

  /** When nothing uses the descriptor any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#writing, this.#syncing])
  }
}

/** A promise that is waited for later: an error unheard until then would end the process. */
function heard(work: Promise<void>): Promise<void> {
  work.catch(() => undefined)
  return work
}

async function writeAll(file: FileHandle, pieces: readonly Uint8Array[], bytes: number): Promise<void> {
  const { bytesWritten } = await file.writev([...pieces])
  if (bytesWritten === bytes) return
  // a full disk or a signal: what is left is written until it goes on or fails
  const rest = Buffer.concat(pieces).subarray(bytesWritten)
  await file.appendFile(rest)
}
