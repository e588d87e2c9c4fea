import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { programFolders } from '../config/env.ts'
import type { Ports } from '../contract/ports.ts'
import type { DiskMedia } from '../media/disk.ts'
import { findPrograms, type Programs } from '../media/ffmpeg/programs.ts'
import { ffmpegTranscoder } from '../media/ffmpeg/transcoder.ts'
import { madeOnce } from '../media/made-once.ts'
import { noTranscoder, type Transcoder } from '../media/transcoder.ts'

/** What was made stays so long for the next who sends the same; as many of them as a disk has room for. */
const KEPT_MS = 10 * 60_000
const MOST_KEPT = 8

/** The programs that the configuration means, if they are installed. */
export const transcodingPrograms = async ({ ffmpeg }: Pick<Config, 'ffmpeg'>): Promise<Programs | undefined> =>
  ffmpeg === undefined ? undefined : await findPrograms(ffmpeg, programFolders())

/** Opens the transcoder and says which it is; a data folder belongs to one process, and so does its work folder. */
export async function openTranscoder(
  config: Config,
  media: DiskMedia,
  { log, policy }: Pick<Ports, 'log' | 'policy'>,
): Promise<Transcoder> {
  const programs = await transcodingPrograms(config)
  if (!programs) {
    const wanted = config.mode === 'production' && config.ffmpeg !== undefined
    const said = [{ program: config.ffmpeg ?? 'off' }, 'no ffmpeg: sound and video are sent as they are'] as const
    if (wanted) log.warn(...said)
    else log.info(...said)
    return noTranscoder
  }
  log.info({ program: programs.ffmpeg }, 'sound and video are made playable by ffmpeg')
  const locate = (handle: string) => media.locate(handle)
  const folder = join(config.dataFolder, 'transcoding')
  const transcoder = await ffmpegTranscoder({ programs, locate, folder, fileLimit: policy.fileLimit })
  return madeOnce(transcoder, { locate, keepMs: KEPT_MS, most: MOST_KEPT })
}
