import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CHUNK } from '../store/port/delete-chunk.ts'

/** Files that are still being written. */
export const TEMPORARY = 'tmp'

/** A file is an orphan when it has had no row for this long. */
const ORPHAN_AGE_MS = 60 * 60 * 1000

const HANDLE = /^[0-9a-f]{32}$/

/** Where a file lies: folders by its first two digits, so that none grows too long. Throws for what is no handle. */
export function placeOf(folder: string, handle: string): string {
  if (!HANDLE.test(handle)) throw new Error('not a handle of the media store')
  return join(folder, handle.slice(0, 2), handle)
}

/** Removes files that are an hour old and have no row, and writes given up as long ago; how many. */
export async function collectOrphans(
  folder: string,
  now: number,
  known: (handles: string[]) => Promise<string[]>,
): Promise<number> {
  let removed = 0
  for (const name of await readdir(folder)) {
    if (name !== TEMPORARY && !/^[0-9a-f]{2}$/.test(name)) continue
    const files = (await readdir(join(folder, name))).filter((file) => HANDLE.test(file))
    for (let from = 0; from < files.length; from += CHUNK) {
      const chunk = files.slice(from, from + CHUNK)
      const kept = new Set(name === TEMPORARY ? [] : await known(chunk))
      for (const file of chunk) {
        const path = join(folder, name, file)
        if (kept.has(file) || !(await isOld(path, now))) continue
        await rm(path, { force: true })
        removed += 1
      }
    }
  }
  return removed
}

async function isOld(path: string, now: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && found.mtimeMs < now - ORPHAN_AGE_MS
}
