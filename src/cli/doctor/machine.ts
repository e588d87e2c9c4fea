import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transcodingPrograms } from '../../app/open-transcoder.ts'
import type { Config } from '../../config/config.ts'
import { fail, ok, sentenceOf, warn, type Finding } from './finding.ts'

const GIB = 1024 ** 3
const SLOW_SYNC_MS = 20

/** The runtime: 20.19 is the least; what is out of support is said. */
export function nodeVersion(version: string): Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    return [fail('node', `Node ${version} is too old.`, 'Install Node 24; 20.19 is the least.')]
  if (major < 22) return [warn('node', `Node ${version} gets no security fixes any more.`, 'Install Node 24.')]
  return [ok('node', `Node ${version}`)]
}

/** Free space of the data folder and how long the disk takes to sync a page. */
export async function disk({ dataFolder }: Pick<Config, 'dataFolder'>): Promise<Finding[]> {
  try {
    await mkdir(dataFolder, { recursive: true })
    const { bavail, bsize } = await statfs(dataFolder)
    return [space(bavail * bsize), syncTime(await medianSync(dataFolder))]
  } catch (error) {
    return [
      fail(
        'disk',
        `${dataFolder} cannot be written: ${sentenceOf(error)}`,
        'Give the user of the service this folder.',
      ),
    ]
  }
}

export function space(bytes: number): Finding {
  const text = `${(bytes / GIB).toFixed(1)} GiB free in the data folder`
  if (bytes < GIB) return fail('disk space', text, 'Free some space: a full disk stops every send.')
  return bytes < 5 * GIB ? warn('disk space', text, 'Plan for more than 5 GiB.') : ok('disk space', text)
}

export function syncTime(ms: number): Finding {
  const text = `${ms.toFixed(2)} ms to sync 8 KiB`
  if (ms <= SLOW_SYNC_MS) return ok('disk sync', text)
  return warn('disk sync', text, 'Every answer waits for a sync: use a local SSD, or PostgreSQL on one.')
}

async function medianSync(folder: string): Promise<number> {
  const path = join(folder, `.doctor-${process.pid}`)
  const file = await open(path, 'w', 0o600)
  const page = randomBytes(8192)
  const times: number[] = []
  try {
    for (let i = 0; i < 15; i++) {
      const started = performance.now()
      await file.write(page, 0, page.length, 0)
      await file.datasync()
      times.push(performance.now() - started)
    }
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
  return times.sort((a, b) => a - b)[7] ?? 0
}

const ENCODERS = ['libx264', 'libopus', 'aac']

/** ffmpeg is optional: without it sound and video are sent as they are. */
export async function ffmpeg(config: Pick<Config, 'ffmpeg'>): Promise<Finding[]> {
  if (config.ffmpeg === undefined) return [ok('ffmpeg', 'off: sound and video are sent as they are')]
  const programs = await transcodingPrograms(config)
  if (!programs) return [warn('ffmpeg', 'ffmpeg and ffprobe not found', ADVICE)]
  try {
    const said = async (args: string[]) =>
      (await promisify(execFile)(programs.ffmpeg, args, { timeout: 10_000, env: {} })).stdout
    const [version = 'present'] = (await said(['-version'])).split('\n')
    const encoders = await said(['-hide_banner', '-encoders'])
    const missing = ENCODERS.filter((name) => !new RegExp(` ${name} `).test(encoders))
    if (missing.length === 0) return [ok('ffmpeg', version)]
    return [warn('ffmpeg', `${version} cannot encode ${missing.join(', ')}`, ADVICE)]
  } catch (error) {
    return [warn('ffmpeg', `does not run: ${sentenceOf(error)}`, ADVICE)]
  }
}

const ADVICE =
  'Install the ffmpeg of the distribution: until then sound and video are sent as they are (docs/guide/media.md).'
