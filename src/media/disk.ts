import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { CHUNK } from '../store/port/delete-chunk.ts'
import type { Store } from '../store/port/store.ts'
import { filePath, readFilePath, safeFileName, type Sign } from './address.ts'
import { collectOrphans, placeOf, TEMPORARY } from './disk-folder.ts'
import { mediaOperations } from './operations.ts'
import type { MediaMeta, MediaStore, StoredFile } from './port.ts'
import { writeSynced } from './write-synced.ts'

export interface DiskMediaOptions {
  /** Made when missing, readable by the owner alone. */
  folder: string
  store: Store
  clock: Clock
  log: Log
  /** Where clients reach `/files/…`; no trailing slash. */
  mediaUrl: string
  sign: Sign
}

/** What asking for an address gives. `gone`: it was ours and its time is over. */
export type Served =
  | { is: 'found'; file: StoredFile; read(range?: { start: number; end: number }): Readable; close(): Promise<void> }
  | { is: 'gone' }
  | { is: 'unknown' }

/** The media store on a folder, with what the gateway needs around it. */
export interface DiskMedia extends MediaStore {
  /** The file behind a path of ours (`/files/…`, decoded). `found` holds a descriptor: read it or close it. */
  serve(path: string): Promise<Served>
  /** Where a file lies on this machine, for a program that has to seek in it; it may be gone. */
  locate(handle: string): string
  /** Removes what expired and files that lost their row, in chunks; how many of each. To be called now and then. */
  collect(now: number): Promise<{ expired: number; orphans: number }>
  /** Erases every file that was stored for an instance; how many. */
  removeInstance(instance: number): Promise<number>
}

/** Read at a time of what is encrypted, sent or served: a fifth less processor time than in the usual 64 KB. */
const READ_BYTES = 256 * 1024

/** Files in a folder, rows in the store: a file is synced before its row is written, a row goes before its file. */
export async function openDiskMedia(options: DiskMediaOptions): Promise<DiskMedia> {
  const { folder, store, mediaUrl, sign } = options
  await mkdir(join(folder, TEMPORARY), { recursive: true, mode: 0o700 })
  return {
    put: (stream, meta) => put(options, stream, meta),
    async open(handle) {
      const found = await openFile(options, handle)
      if (!found) return undefined
      const { file, descriptor } = found
      const highWaterMark = Math.max(1, Math.min(file.size, READ_BYTES))
      return { file, stream: descriptor.createReadStream({ highWaterMark }) }
    },
    url: (file) => mediaUrl + filePath(file, sign),
    async remove(handle) {
      await store.write(mediaOperations.removeMedia, { handle })
      await unlinkAll(folder, [handle])
    },
    serve: (path) => serve(options, path),
    locate: (handle) => placeOf(folder, handle),
    async collect(now) {
      const expired = await drain(options, () => store.write(mediaOperations.removeExpiredMedia, { now }))
      // a file's age is the file system's to tell, whatever the clock of the domain says
      const orphans = await collectOrphans(folder, Date.now(), (handles) =>
        store.read(mediaOperations.knownMedia, { handles }),
      )
      return { expired, orphans }
    },
    removeInstance: (instance) =>
      drain(options, () => store.write(mediaOperations.removeMediaOfInstance, { instance })),
  }
}

async function put(options: DiskMediaOptions, stream: Readable, meta: MediaMeta): Promise<StoredFile> {
  const { folder, store, clock } = options
  // heard from the first moment: it may fail while the file is being made, and an error unheard ends the process
  stream.on('error', () => undefined)
  const handle = randomBytes(16).toString('hex')
  const temporary = join(folder, TEMPORARY, handle)
  const place = placeOf(folder, handle)
  try {
    const size = await writeSynced(temporary, stream, meta.limit)
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await rename(temporary, place)
    await syncFolder(dirname(place))
    await syncFolder(folder)
    const file: StoredFile = {
      handle,
      fileName: safeFileName(meta.fileName),
      mimeType: meta.mimeType,
      size,
      expiresAt: meta.expiresAt,
    }
    await store.write(mediaOperations.addMedia, { file, instance: meta.instance ?? null, at: clock.now() })
    return file
  } catch (error) {
    await rm(temporary, { force: true })
    await rm(place, { force: true })
    throw error
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function serve(options: DiskMediaOptions, path: string): Promise<Served> {
  const address = readFilePath(path, options.sign)
  if (!address) return { is: 'unknown' }
  if (address.expiresAt <= options.clock.now()) return { is: 'gone' }
  const found = await openFile(options, address.handle)
  if (!found) return { is: 'gone' }
  const { file, descriptor } = found
  return {
    is: 'found',
    file,
    read: (range) =>
      descriptor.createReadStream({ ...range, highWaterMark: Math.max(1, Math.min(file.size, READ_BYTES)) }),
    close: () => descriptor.close(),
  }
}

async function openFile(
  options: DiskMediaOptions,
  handle: string,
): Promise<{ file: StoredFile; descriptor: FileHandle } | undefined> {
  const file = await options.store.read(mediaOperations.mediaByHandle, { handle })
  if (!file || file.expiresAt <= options.clock.now()) return undefined
  try {
    return { file, descriptor: await open(placeOf(options.folder, handle), 'r') }
  } catch (error) {
    options.log.warn({ handle, error: String(error) }, 'a stored file cannot be opened')
    return undefined
  }
}

/** Removes files chunk by chunk, their rows first: what a crash leaves has no row and is collected later. */
async function drain(options: DiskMediaOptions, next: () => Promise<string[]>): Promise<number> {
  let total = 0
  for (;;) {
    const handles = await next()
    await unlinkAll(options.folder, handles)
    total += handles.length
    if (handles.length < CHUNK) return total
  }
}

async function unlinkAll(folder: string, handles: readonly string[]): Promise<void> {
  await Promise.all(handles.map((handle) => rm(placeOf(folder, handle), { force: true })))
}
