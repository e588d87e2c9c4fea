import { constants } from 'node:fs'
import { copyFile, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { placeOf } from './disk-folder.ts'

/**
 * Copies files by handle from one media folder into another, for backup and restore, and syncs them. Files never
 * change, so it may run beside a gateway; one that expired meanwhile is missing and counted.
 */
export async function copyMedia(input: {
  from: string
  to: string
  handles: Iterable<string>
}): Promise<{ copied: number; missing: number }> {
  let copied = 0
  let missing = 0
  for (const handle of input.handles) {
    const place = placeOf(input.to, handle)
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    try {
      await copyFile(placeOf(input.from, handle), place, constants.COPYFILE_FICLONE)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      missing += 1
      continue
    }
    const file = await open(place, 'r+')
    await file.sync()
    await file.close()
    copied += 1
  }
  return { copied, missing }
}
