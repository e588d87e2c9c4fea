import { inputOf } from './input.ts'
import { outputOf, type ProgramRun } from './run.ts'

/** What a file holds, as far as it matters here. */
export interface Probe {
  /** The names of its container, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string
  /** 0 when the container does not say. */
  seconds: number
  streams: number
  video?: VideoStream
  audio?: AudioStream
}

export interface VideoStream {
  index: number
  codec: string
  pixelFormat: string
  /** As it is shown, turned where the file says so. */
  width: number
  height: number
}

interface AudioStream {
  index: number
  codec: string
  channels: number
}

/** ffprobe's own words; everything may be missing. */
interface Answer {
  format?: { format_name?: string; duration?: string }
  streams?: {
    index?: number
    codec_type?: string
    codec_name?: string
    pix_fmt?: string
    width?: number
    height?: number
    channels?: number
    disposition?: { attached_pic?: number }
    tags?: { rotate?: string }
    side_data_list?: { rotation?: number }[]
  }[]
}

const ANSWER_BYTES = 256 * 1024

/** Asks ffprobe what a file holds; rejects when it cannot read it. */
export async function probe(path: string, run: Omit<ProgramRun, 'onOutput' | 'args'>): Promise<Probe> {
  const args = ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', ...inputOf(path)]
  const { format = {}, streams = [] } = JSON.parse(
    (await outputOf({ ...run, args }, ANSWER_BYTES)).toString(),
  ) as Answer
  const video = streams.find((one) => one.codec_type === 'video' && one.disposition?.attached_pic !== 1)
  const audio = streams.find((one) => one.codec_type === 'audio')
  return {
    format: format.format_name ?? '',
    seconds: Number(format.duration) || 0,
    streams: streams.length,
    ...(video && { video: videoOf(video) }),
    ...(audio && {
      audio: { index: audio.index ?? 0, codec: audio.codec_name ?? '', channels: audio.channels ?? 0 },
    }),
  }
}

function videoOf(stream: NonNullable<Answer['streams']>[number]): VideoStream {
  const { index = 0, codec_name: codec = '', pix_fmt: pixelFormat = '', width = 0, height = 0 } = stream
  const turned = stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation
  const onItsSide = Math.abs(turned ?? Number(stream.tags?.rotate ?? 0)) % 180 === 90
  const shown = onItsSide ? { width: height, height: width } : { width, height }
  return { index, codec, pixelFormat, ...shown }
}
