import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { programFolders } from '../config/env.ts'
import type { Ports } from '../contract/ports.ts'
import type { DiskMedia } from '../media/disk.ts'
import { findPrograms, type Programs } from '../media/ffmpeg/programs.ts'
import { ffmpegTranscoder } from '../media/ffmpeg/transcoder.ts'
import { noTranscoder, type Transcoder } from '../media/transcoder.ts'

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
  return await ffmpegTranscoder({
    programs,
    locate: (handle) => media.locate(handle),
    folder: join(config.dataFolder, 'transcoding'),
    fileLimit: policy.fileLimit,
  })
}
