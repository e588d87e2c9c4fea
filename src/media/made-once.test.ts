import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { madeOnce } from './made-once.ts'
import { NotPlayable, TranscoderStopped, type Playable, type Transcoder } from './transcoder.ts'

let folder: string
/** Handles that were worked on, and those of them whose result is still there. */
let made: string[]
let there: Set<string>
let fails: (handle: string) => Error | undefined
let stopped: boolean

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-made-once-'))
  ;[made, there, stopped, fails] = [[], new Set(), false, () => undefined]
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** As the port says: what was made is there until `use` has resolved, and `stop` waits for that. */
function workshop(): Transcoder {
  const underway = new Set<Promise<unknown>>()
  const prepare = async <T>(handle: string, use: (playable: Playable) => Promise<T>) => {
    if (stopped) throw new TranscoderStopped()
    made.push(handle)
    const error = fails(handle)
    if (error) throw error
    there.add(handle)
    return await use({ made: { path: handle, extension: 'mp4' } }).finally(() => there.delete(handle))
  }
  return {
    prepare(handle, _wish, use) {
      const job = prepare(handle, use).finally(() => underway.delete(job))
      underway.add(job)
      return job
    },
    async stop() {
      stopped = true
      await Promise.allSettled(underway)
    },
  }
}

const open = (keeping: { keepMs?: number; most?: number } = {}) =>
  madeOnce(workshop(), { locate: (handle) => join(folder, handle), keepMs: 60_000, most: 2, ...keeping })
const files = (...named: [handle: string, bytes: string][]) =>
  Promise.all(named.map(([handle, bytes]) => writeFile(join(folder, handle), bytes)))
const placeOf = ({ made: result }: Playable) => {
  expect(there).toContain(result?.path)
  return Promise.resolve(result?.path)
}
const VIDEO = { purpose: 'video' } as const

test('the same bytes are made once for all who want the same of them', async () => {
  await files(['a', 'film'], ['b', 'film'], ['c', 'another'])
  const transcoder = open()
  const places = await Promise.all(['a', 'b', 'a'].map((handle) => transcoder.prepare(handle, VIDEO, placeOf)))
  expect(new Set(places)).toEqual(new Set([made[0]]))
  expect(await transcoder.prepare('b', VIDEO, placeOf)).toBe(made[0])
  expect(await transcoder.prepare('c', VIDEO, placeOf)).toBe('c')
  expect(await transcoder.prepare('b', { purpose: 'audio' }, placeOf)).toBe('b')
  expect(made).toHaveLength(3)
  await transcoder.stop()
  expect(there).toEqual(new Set())
})

test('what rests longest goes first, and everything after a while', async () => {
  await files(['a', '1'], ['b', '2'], ['c', '3'])
  const transcoder = open({ most: 2 })
  for (const handle of ['a', 'b', 'a', 'c']) await transcoder.prepare(handle, VIDEO, placeOf)
  expect(made).toEqual(['a', 'b', 'c'])
  await expect.poll(() => there).toEqual(new Set(['a', 'c']))
  const brief = open({ keepMs: 1 })
  await brief.prepare('b', VIDEO, placeOf)
  await expect.poll(() => there).toEqual(new Set(['a', 'c']))
})

test('a refusal is remembered where it would come again, and one for want of time is not', async () => {
  await files(['a', 'noise'], ['b', 'noise'])
  for (const [reason, times] of [
    ['unreadable', 1],
    ['slow', 2],
  ] as const) {
    made = []
    fails = () => new NotPlayable(reason)
    const transcoder = open()
    for (const handle of ['a', 'b'])
      await expect(transcoder.prepare(handle, VIDEO, placeOf)).rejects.toMatchObject({ reason })
    expect(made).toHaveLength(times)
  }
})

test('a use that fails is its own, and a stop waits for those under way', async () => {
  await files(['a', 'film'])
  const transcoder = open()
  await expect(transcoder.prepare('a', VIDEO, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room')
  const ends: (() => void)[] = []
  const using = transcoder.prepare('a', VIDEO, async (playable) => {
    await new Promise<void>((resolve) => ends.push(resolve))
    return await placeOf(playable)
  })
  await expect.poll(() => ends).toHaveLength(1)
  const stopping = transcoder.stop()
  ends[0]?.()
  expect(await using).toBe('a')
  await stopping
  expect(there).toEqual(new Set())
  await expect(transcoder.prepare('a', VIDEO, placeOf)).rejects.toThrow(TranscoderStopped)
  expect(made).toEqual(['a'])
})
