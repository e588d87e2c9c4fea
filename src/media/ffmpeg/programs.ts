import { access, constants } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'

/** Paths of the two programs. */
export interface Programs {
  ffmpeg: string
  ffprobe: string
}

/**
 * Finds the programs: `ffmpeg` by its name in `folders` or by its path, `ffprobe` beside it or in `folders`.
 * Undefined when either is missing.
 */
export async function findPrograms(ffmpeg: string, folders: readonly string[]): Promise<Programs | undefined> {
  const named = isAbsolute(ffmpeg) || ffmpeg.includes('/') ? [resolve(ffmpeg)] : inEach(folders, ffmpeg)
  const found = await firstOf(named)
  const probe = found && (await firstOf(inEach([dirname(found), ...folders], 'ffprobe')))
  return found !== undefined && probe !== undefined ? { ffmpeg: found, ffprobe: probe } : undefined
}

const inEach = (folders: readonly string[], name: string) => folders.map((folder) => join(folder, name))

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths)
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path
  return undefined
}
