import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Two seconds of sound, silent for the first; video of 160 × 120. Names say what is in them. */
const FILES = {
  wav: [],
  mp3: ['-c:a', 'libmp3lame'],
  vorbis: ['-c:a', 'libvorbis', '-f', 'ogg'],
  opus: ['-c:a', 'libopus', '-ac', '1', '-f', 'ogg'],
  webm: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'],
  mov: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  // the index at the end, and in front
  mp4: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  front: [
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    ...['-movflags', '+faststart', '-f', 'mp4'],
  ],
} as const

export type Sample = keyof typeof FILES | 'tenMinutes'

const SOUNDS: ReadonlySet<string> = new Set(['wav', 'mp3', 'vorbis', 'opus'])

/** Makes sample files with ffmpeg itself. */
export async function makeSamples(ffmpeg: string): Promise<Record<Sample, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-samples-'))
  const run = (args: string[]) => promisify(execFile)(ffmpeg, ['-v', 'error', '-nostdin', ...args])
  try {
    const names = Object.keys(FILES) as (keyof typeof FILES)[]
    const outputs = names.flatMap((name) => {
      const maps = SOUNDS.has(name) ? ['-map', '0:a'] : ['-map', '1:v', '-map', '0:a']
      return [...maps, ...FILES[name], join(folder, `sample.${name}`)]
    })
    const sound = 'aevalsrc=0.8*sin(880*PI*t)*gt(t\\,1):duration=2:sample_rate=44100'
    const inputs = ['-f', 'lavfi', '-i', sound, '-f', 'lavfi', '-i', 'testsrc=duration=2:size=160x120:rate=10']
    await run([...inputs, ...outputs])
    const long = join(folder, 'long.ogg')
    await run(['-stream_loop', '310', '-i', join(folder, 'sample.opus'), '-c', 'copy', long])
    const made = await Promise.all(
      names.map(async (name) => [name, await readFile(join(folder, `sample.${name}`))] as const),
    )
    return { ...(Object.fromEntries(made) as Record<keyof typeof FILES, Buffer>), tenMinutes: await readFile(long) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
