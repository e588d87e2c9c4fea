import { randomUUID } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { deadlineOf } from '../../base/deadline.ts'
import { semaphore, type Semaphore } from '../../base/semaphore.ts'
import {
  NotPlayable,
  TranscoderStopped,
  type Playable,
  type Purpose,
  type Transcoder,
  type Wish,
} from '../transcoder.ts'
import {
  ALWAYS,
  audioOf,
  samplesOf,
  shownAs,
  thumbnailOf,
  videoOf,
  voiceOf,
  type Making,
  type VideoFit,
} from './arguments.ts'
import { playsFromItsFront } from './mp4-index.ts'
import { probe, type Probe } from './probe.ts'
import type { Programs } from './programs.ts'
import { outputOf, runProgram } from './run.ts'
import { Waveform } from './waveform.ts'

export interface FfmpegOptions {
  programs: Programs
  /** Where a file of the media store lies. */
  locate(handle: string): string
  /** For results; emptied at the start, since a kill leaves them. Nothing else may use it. */
  folder: string
  /** Bytes; a longer result does not count. */
  fileLimit: number
  limits?: Partial<Limits>
}

interface Limits {
  /** Everything but encoding a video: at a time. */
  light: number
  /** Videos encoded at a time. */
  heavy: number
  /** A program may take so long. */
  runMs: number
  /** A file waits so long for its turn. */
  waitMs: number
}

const LIMITS: Limits = {
  light: 2,
  heavy: Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
  runMs: 5 * 60_000,
  waitMs: 5 * 60_000,
}
const PROBE_MS = 20_000
/** Of one encoder. */
const THREADS = 2
/** A picture of more is not decoded. */
const MOST_PIXELS = 8192 * 4320
const THUMBNAIL_BYTES = 64 * 1024
/** How far beyond the limit of files a result is written: what ends there is known to be too large. */
const BEYOND = 1024 * 1024
const OPUS = 'audio/ogg; codecs=opus'

interface World extends Omit<FfmpegOptions, 'limits'> {
  limits: Limits
  stopping: AbortSignal
}

/** A transcoder over the programs of ffmpeg. */
export async function ffmpegTranscoder(options: FfmpegOptions): Promise<Transcoder> {
  await rm(options.folder, { recursive: true, force: true })
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const ending = new AbortController()
  const limits = { ...LIMITS, ...options.limits }
  const world: World = { ...options, limits, stopping: ending.signal }
  const gates = { light: semaphore(limits.light), heavy: semaphore(limits.heavy) }
  const underway = new Set<Promise<unknown>>()
  return {
    prepare(handle, wish, use) {
      const job = prepare({ world, gates, source: options.locate(handle), wish }, use).finally(() =>
        underway.delete(job),
      )
      underway.add(job)
      return job
    },
    async stop() {
      ending.abort()
      await Promise.allSettled(underway)
    },
  }
}

interface Job {
  world: World
  gates: { light: Semaphore; heavy: Semaphore }
  source: string
  wish: Wish
}

async function prepare<T>(job: Job, use: (playable: Playable) => Promise<T>): Promise<T> {
  const { world, gates, source } = job
  const { purpose, longest = Infinity } = job.wish
  const path = join(world.folder, randomUUID())
  const making: Making = { source, path, limit: world.fileLimit + BEYOND, threads: THREADS }
  try {
    const found = await within(gates.light, world, () => probed(world, source))
    if (found.seconds > longest) throw new NotPlayable('tooLong')
    const fit = purpose === 'video' ? videoFit(found) : undefined
    const gate = fit?.video === false ? gates.heavy : gates.light
    const playable = await within(gate, world, () => MAKERS[purpose](world, making, found))
    if ((playable.seconds ?? 0) > longest) throw new NotPlayable('tooLong')
    if (playable.made && (await sizeOf(path)) > world.fileLimit) throw new NotPlayable('tooLarge')
    return await use(playable)
  } finally {
    await rm(path, { force: true })
  }
}

async function sizeOf(made: string): Promise<number> {
  const { size } = await stat(made).catch(() => {
    throw new NotPlayable('unreadable', 'nothing came out')
  })
  return size
}

/** Runs `work` when its turn has come. Whatever goes wrong in it means that the file stays as it is. */
async function within<T>(gate: Semaphore, { limits, stopping }: World, work: () => Promise<T>): Promise<T> {
  const patience = deadlineOf(limits.waitMs, stopping)
  const leave = await gate
    .enter(patience.signal)
    .catch(() => {
      throw stopping.aborted ? new TranscoderStopped() : new NotPlayable('slow', 'no turn came')
    })
    .finally(() => patience.end())
  try {
    return await work()
  } catch (error) {
    if (stopping.aborted) throw new TranscoderStopped()
    if (error instanceof NotPlayable) throw error
    const text = error instanceof Error ? error.message : String(error)
    throw new NotPlayable(error instanceof Error && error.name === 'AbortError' ? 'slow' : 'unreadable', text)
  } finally {
    leave()
  }
}

const runOf = ({ folder, stopping }: World, ms: number) => ({ folder, stopping, ms })

const probed = (world: World, path: string) =>
  probe(path, { program: world.programs.ffprobe, ...runOf(world, PROBE_MS) })

/** The last belt: a gateway that is killed cannot end what it started, so each run has a limit of its own (CPU seconds). */
const ffmpegRun = (world: World, args: readonly string[]) => ({
  program: world.programs.ffmpeg,
  args: [...ALWAYS, '-timelimit', String((THREADS * world.limits.runMs) / 1000), ...args],
  ...runOf(world, world.limits.runMs),
})

type Maker = (world: World, making: Making, found: Probe) => Promise<Playable>

const MAKERS: Readonly<Record<Purpose, Maker>> = { voice: makeVoice, audio: makeAudio, video: makeVideo }

async function makeVoice(world: World, making: Making, { format, streams, audio }: Probe): Promise<Playable> {
  if (!audio) throw new NotPlayable('unreadable', 'no sound')
  const fits = format === 'ogg' && streams === 1 && audio.codec === 'opus' && audio.channels === 1
  const args = fits ? samplesOf(making.source, audio.index) : voiceOf(making, audio.index)
  const wave = new Waveform()
  await runProgram({ ...ffmpegRun(world, args), onOutput: (chunk) => wave.add(chunk) })
  if (wave.seconds === 0) throw new NotPlayable('unreadable', 'no samples')
  return {
    mimeType: OPUS,
    seconds: whole(wave.seconds),
    waveform: wave.values(),
    ...(!fits && { made: { path: making.path, extension: 'ogg' } }),
  }
}

const PLAYED_SOUNDS: ReadonlySet<string> = new Set(['mp3 mp3', 'aac aac', 'mov,mp4,m4a,3gp,3g2,mj2 aac'])

async function makeAudio(world: World, making: Making, { format, seconds, audio }: Probe): Promise<Playable> {
  if (!audio) throw new NotPlayable('unreadable', 'no sound')
  if (PLAYED_SOUNDS.has(`${format} ${audio.codec}`)) return { ...(seconds > 0 && { seconds: whole(seconds) }) }
  await outputOf(ffmpegRun(world, audioOf(making, audio.index)), 0)
  const made = await probed(world, making.path)
  return { mimeType: 'audio/mp4', seconds: whole(made.seconds), made: { path: making.path, extension: 'm4a' } }
}

const PLAYED_PIXELS: ReadonlySet<string> = new Set(['yuv420p', 'yuvj420p'])

const videoFit = ({ video, audio }: Probe): VideoFit => ({
  video: video?.codec === 'h264' && PLAYED_PIXELS.has(video.pixelFormat),
  audio: audio === undefined || audio.codec === 'aac',
})

async function makeVideo(world: World, making: Making, found: Probe): Promise<Playable> {
  const { video } = found
  if (!video || video.width * video.height > MOST_PIXELS) throw new NotPlayable('unreadable', 'no picture to decode')
  const fits = videoFit(found)
  const plays = fits.video && fits.audio && (await playsFromItsFront(making.source))
  if (plays) {
    const { seconds } = found
    const moment = thumbnailOf(making.source, video, seconds)
    // it plays, so it can do without
    const thumbnail = await outputOf(ffmpegRun(world, moment), THUMBNAIL_BYTES).catch(() => Buffer.alloc(0))
    return lookOf(seconds, shownAs(video, fits), thumbnail)
  }
  const printed = await outputOf(ffmpegRun(world, videoOf(making, video, found, fits)), THUMBNAIL_BYTES)
  const moment = thumbnailOf(making.path, { ...video, index: 0 }, found.seconds)
  const thumbnail = fits.video ? await outputOf(ffmpegRun(world, moment), THUMBNAIL_BYTES) : printed
  if (thumbnail.length === 0) throw new NotPlayable('unreadable', 'no picture came out')
  const seconds = found.seconds || (await probed(world, making.path)).seconds
  return { ...lookOf(seconds, shownAs(video, fits), thumbnail), made: { path: making.path, extension: 'mp4' } }
}

const lookOf = (
  seconds: number,
  { width, height }: { width: number; height: number },
  thumbnail: Buffer,
): Playable => ({
  mimeType: 'video/mp4',
  seconds: whole(seconds),
  width,
  height,
  ...(thumbnail.length > 0 && { thumbnail }),
})

/** Phones show whole seconds; what is short is still there. */
const whole = (seconds: number) => Math.max(1, Math.round(seconds))
