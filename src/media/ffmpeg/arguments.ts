import { inputOf } from './input.ts'
import type { Probe, VideoStream } from './probe.ts'
import { SAMPLE_RATE } from './waveform.ts'

/** The longest side of what is encoded. */
const LONGEST_SIDE = 1280
const THUMBNAIL_PIXELS = 96
/** No single piece of memory that the programs take is larger. */
const LARGEST_PIECE = 512 * 1024 * 1024

/** What `ffmpeg` is told in every case. */
export const ALWAYS = [
  ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
  ...['-max_alloc', String(LARGEST_PIECE), '-filter_threads', '1'],
]

/** Where the result goes, cut off beyond `limit` bytes; what the source says about itself stays out of it. */
const outputOf = (path: string, format: string, limit: number): string[] => [
  ...['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-fs', String(limit)],
  ...['-f', format, `file:${path}`],
]

export interface Making {
  source: string
  /** Where the result goes. */
  path: string
  /** Bytes at which it is cut off. */
  limit: number
  threads: number
}

const readWith = (threads: number, source: string) => ['-threads', String(threads), ...inputOf(source)]

/** The samples of a sound, for its waveform. */
export const samplesOf = (source: string, stream: number): string[] => [
  ...readWith(1, source),
  ...samplesToPipe(stream),
]

const samplesToPipe = (stream: number) => [
  ...['-map', `0:${stream}`, '-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le', 'pipe:1'],
]

/** A voice note as phones record it (Opus, one channel, 48 kHz), and its samples beside it. */
export const voiceOf = ({ source, path, limit }: Making, stream: number): string[] => [
  ...readWith(1, source),
  ...['-map', `0:${stream}`, '-ac', '1', '-ar', '48000', '-c:a', 'libopus', '-b:a', '48k', '-threads', '1'],
  ...outputOf(path, 'ogg', limit),
  ...samplesToPipe(stream),
]

/** A sound that every phone plays. */
export const audioOf = ({ source, path, limit }: Making, stream: number): string[] => [
  ...readWith(1, source),
  ...['-map', `0:${stream}`, '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-threads', '1', '-movflags', '+faststart'],
  ...outputOf(path, 'mp4', limit),
]

/** Which of a video's parts phones play as they are. */
export interface VideoFit {
  video: boolean
  audio: boolean
}

/**
 * A video that every phone plays: H.264 and AAC, the index in front. Streams that fit are copied. A thumbnail beside it
 * where the picture is decoded anyway; for its sake alone the whole of it would be.
 */
export function videoOf(making: Making, video: VideoStream, { audio, seconds }: Probe, fits: VideoFit): string[] {
  const { source, path, limit, threads } = making
  const sound = fits.audio ? ['-c:a', 'copy'] : ['-c:a', 'aac', '-b:a', '128k', '-ac', '2']
  const { width, height } = shownAs(video, fits)
  const encoded = [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-pix_fmt', 'yuv420p'],
    ...['-vf', `scale=${width}:${height}`],
  ]
  return [
    ...readWith(threads, source),
    ...['-map', `0:${video.index}`, ...(fits.video ? ['-c:v', 'copy'] : encoded)],
    ...(audio ? ['-map', `0:${audio.index}`, ...sound] : []),
    ...['-threads', String(threads), '-movflags', '+faststart'],
    ...outputOf(path, 'mp4', limit),
    ...(fits.video ? [] : ['-ss', momentOf(seconds), ...thumbnailToPipe(video)]),
  ]
}

/** The thumbnail of a video that plays as it is. */
export const thumbnailOf = (source: string, video: VideoStream, seconds: number): string[] => [
  ...['-ss', momentOf(seconds), ...readWith(1, source)],
  ...thumbnailToPipe(video),
]

/** The size of a video as it is sent. */
export const shownAs = (video: VideoStream, fits: VideoFit): Size => (fits.video ? video : within(LONGEST_SIDE, video))

/** The moment that stands for a video: not its very first picture, which is often black. */
const momentOf = (seconds: number) => Math.min(1, seconds / 2).toFixed(2)

/** A small JPEG. */
function thumbnailToPipe(video: VideoStream): string[] {
  const { width, height } = within(THUMBNAIL_PIXELS, video)
  return [
    ...['-map', `0:${video.index}`, '-frames:v', '1', '-an', '-vf', `scale=${width}:${height}`],
    ...['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '5', '-f', 'image2pipe', 'pipe:1'],
  ]
}

interface Size {
  width: number
  height: number
}

/** Both sides even, as encoders want them, and never larger than they were. */
function within(side: number, { width, height }: Size): Size {
  const factor = Math.min(1, side / Math.max(width, height))
  const even = (pixels: number) => Math.max(2, 2 * Math.floor((pixels * factor) / 2))
  return { width: even(width), height: even(height) }
}
