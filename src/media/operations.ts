import { all, list, one, run, sql, type OperationTable, type Step } from '../store/port/operation.ts'
import { CHUNK } from '../store/port/delete-chunk.ts'
import type { StoredFile } from './port.ts'

interface MediaRow {
  handle: string
  file_name: string
  mime_type: string
  size: number
  expires_at: number
}

function* addMedia(input: { file: StoredFile; instance: number | null; at: number }): Step<void> {
  const { file } = input
  yield* run(sql`insert into media (handle, instance, file_name, mime_type, size, created_at, expires_at)
    values (${file.handle}, ${input.instance}, ${file.fileName}, ${file.mimeType}, ${file.size}, ${input.at}, ${file.expiresAt})`)
}

/** A file by handle, expired ones included. */
function* mediaByHandle(input: { handle: string }): Step<StoredFile | undefined> {
  const row = yield* one<MediaRow>(sql`select * from media where handle = ${input.handle}`)
  return (
    row && {
      handle: row.handle,
      fileName: row.file_name,
      mimeType: row.mime_type,
      size: row.size,
      expiresAt: row.expires_at,
    }
  )
}

function* removeMedia(input: { handle: string }): Step<void> {
  yield* run(sql`delete from media where handle = ${input.handle}`)
}

/** Forgets a chunk of expired files; their handles. */
function* removeExpiredMedia(input: { now: number }): Step<string[]> {
  const rows = yield* all<{ handle: string }>(sql`delete from media where handle in
    (select handle from media where expires_at <= ${input.now} order by expires_at limit ${CHUNK}) returning handle`)
  return rows.map((row) => row.handle)
}

/** Forgets a chunk of an instance's files; their handles. */
function* removeMediaOfInstance(input: { instance: number }): Step<string[]> {
  const rows = yield* all<{ handle: string }>(sql`delete from media where handle in
    (select handle from media where instance = ${input.instance} limit ${CHUNK}) returning handle`)
  return rows.map((row) => row.handle)
}

/** Those of the handles that have a row. */
function* knownMedia(input: { handles: string[] }): Step<string[]> {
  const rows = yield* all<{ handle: string }>(sql`select handle from media where handle in ${list(input.handles)}`)
  return rows.map((row) => row.handle)
}

export const mediaOperations = {
  addMedia,
  mediaByHandle,
  removeMedia,
  removeExpiredMedia,
  removeMediaOfInstance,
  knownMedia,
} satisfies OperationTable
