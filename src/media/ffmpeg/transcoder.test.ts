import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NotPlayable, TranscoderStopped, type Playable, type Transcoder } from '../transcoder.ts'
import { findPrograms } from './programs.ts'
import { ffmpegTranscoder, type FfmpegOptions } from './transcoder.ts'

let folder: string
const opened: Transcoder[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-transcoder-'))
  await program('ffprobe', `cat ${folder}/answer`)
  await answers({ codec_type: 'video', codec_name: 'vp9', width: 64, height: 48 })
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.stop()))
  await rm(folder, { recursive: true, force: true })
})

/** A program that does what the shell is told. */
async function program(name: string, script: string): Promise<void> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
}

/** What the probe says of every file. */
const answers = (...streams: object[]) =>
  writeFile(join(folder, 'answer'), JSON.stringify({ format: { format_name: 'webm', duration: '3' }, streams }))

async function open(limits: FfmpegOptions['limits'] = {}): Promise<Transcoder> {
  const programs = { ffmpeg: join(folder, 'ffmpeg'), ffprobe: join(folder, 'ffprobe') }
  const locate = (handle: string) => join(folder, handle)
  const work = { folder: join(folder, 'work'), fileLimit: 1000 }
  const transcoder = await ffmpegTranscoder({ programs, locate, ...work, limits })
  opened.push(transcoder)
  return transcoder
}

const asGiven = (playable: Playable) => Promise.resolve(playable)
const reasonOf = async (job: Promise<unknown>) => {
  const error: unknown = await job.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  return error instanceof NotPlayable ? error.reason : error
}

/** The last argument that names a file is where the result goes; the thumbnail is printed. */
const WRITES = `for last in "$@"; do case "$last" in file:*) out="\${last#file:}";; esac; done; printf jpeg`

test('a result is there until it has been used, and its folder is empty afterwards and at the start', async () => {
  await mkdir(join(folder, 'work'))
  await writeFile(join(folder, 'work', 'left'), 'by a kill')
  await program('ffmpeg', `${WRITES}; printf made > "$out"`)
  const transcoder = await open()
  expect(await readdir(join(folder, 'work'))).toEqual([])
  const text = await transcoder.prepare('clip', { purpose: 'video' }, async ({ made }) =>
    readFile(made?.path ?? '', 'utf8'),
  )
  expect(text).toBe('made')
  expect(await readdir(join(folder, 'work'))).toEqual([])
})

test('programs are given the file alone: no environment, no input', async () => {
  vi.stubEnv('ROOKERY_MASTER_KEY', 'hush')
  await program('ffmpeg', `${WRITES}; { env; cat; echo "$@"; } > "$out"`)
  const transcoder = await open()
  const heard = await transcoder.prepare('clip', { purpose: 'video' }, async ({ made }) =>
    readFile(made?.path ?? '', 'utf8'),
  )
  vi.unstubAllEnvs()
  expect(heard).not.toContain('hush')
  expect(heard).toContain(`-protocol_whitelist file -format_whitelist`)
  expect(heard).toContain(`-i file:${join(folder, 'clip')}`)
})

test('what fails, lasts or grows too long, or is no sound stays as it is', async () => {
  await program('ffmpeg', 'echo broken >&2; exit 1')
  const transcoder = await open({ runMs: 1000 })
  expect(await reasonOf(transcoder.prepare('clip', { purpose: 'video' }, asGiven))).toBe('unreadable')
  expect(await reasonOf(transcoder.prepare('clip', { purpose: 'voice' }, asGiven))).toBe('unreadable')
  await program('ffmpeg', `${WRITES}; head -c 2000 /dev/zero > "$out"`)
  expect(await reasonOf(transcoder.prepare('clip', { purpose: 'video' }, asGiven))).toBe('tooLarge')
  await program('ffmpeg', 'exec sleep 60')
  expect(await reasonOf(transcoder.prepare('clip', { purpose: 'video' }, asGiven))).toBe('slow')
  const longest = { purpose: 'voice', longest: 2 } as const
  expect(await reasonOf(transcoder.prepare('clip', longest, asGiven))).toBe('tooLong')
  await program('ffprobe', 'yes; true')
  expect(await reasonOf(transcoder.prepare('clip', { purpose: 'video' }, asGiven))).toBe('unreadable')
  expect(await readdir(join(folder, 'work'))).toEqual([])
})

test('videos take their turn, what is light does not wait for them, and none waits for ever', async () => {
  await program('ffmpeg', `${WRITES}; case "$*" in *libopus*) printf x > "$out";; *) exec sleep 60;; esac`)
  const sound = { codec_type: 'audio', codec_name: 'mp3', channels: 2 }
  await answers({ codec_type: 'video', codec_name: 'vp9', width: 64, height: 48 }, sound)
  const transcoder = await open({ heavy: 1, waitMs: 1500 })
  // which of the two is probed sooner and so has the turn is nobody's promise
  const videos = [1, 2].map(() => reasonOf(transcoder.prepare('clip', { purpose: 'video' }, asGiven)))
  expect(await transcoder.prepare('note', { purpose: 'voice' }, asGiven)).toMatchObject({ seconds: 1 })
  expect(await Promise.race(videos)).toBe('slow')
  await transcoder.stop()
  expect(await Promise.all(videos)).toEqual(expect.arrayContaining(['slow', expect.any(TranscoderStopped)]))
  expect(await readdir(join(folder, 'work'))).toEqual([])
})

test('a program that says it is done and made nothing leaves the file as it is', async () => {
  await program('ffmpeg', 'printf jpeg')
  const transcoder = await open()
  expect(await reasonOf(transcoder.prepare('clip', { purpose: 'video' }, asGiven))).toBe('unreadable')
})

test('both programs have to be there, beside each other or on the path', async () => {
  await program('ffmpeg', '')
  const both = { ffmpeg: join(folder, 'ffmpeg'), ffprobe: join(folder, 'ffprobe') }
  expect(await findPrograms(join(folder, 'ffmpeg'), [])).toEqual(both)
  expect(await findPrograms('ffmpeg', ['/nowhere', folder])).toEqual(both)
  expect(await findPrograms('/nowhere/ffmpeg', [folder])).toBeUndefined()
  await rm(both.ffprobe)
  expect(await findPrograms('ffmpeg', [folder])).toBeUndefined()
})
