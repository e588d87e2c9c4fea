import { randomBytes } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { beforeAll, expect, it } from 'vitest'
import type { MediaMeta, MediaStore } from './port.ts'
import { fileTooLarge } from './port.ts'

/** A media store under test and the time it lives in. */
export interface MediaUnderTest {
  media: MediaStore
  now: () => number
  advance(ms: number): void
  /** Names of everything that lies in the store, files in the making included. */
  stored(): Promise<string[]>
}

/** What every media store keeps, wherever its bytes lie. */
export function mediaSuite(setUp: () => Promise<MediaUnderTest>): void {
  let world: MediaUnderTest
  const meta = (more: Partial<MediaMeta> = {}): MediaMeta => ({
    fileName: 'a.bin',
    mimeType: 'application/octet-stream',
    expiresAt: world.now() + 60_000,
    limit: 1_000_000,
    ...more,
  })
  beforeAll(async () => {
    world = await setUp()
  })

  it('gives back the bytes it was given', async () => {
    const bytes = randomBytes(300_000)
    const file = await world.media.put(Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]), meta())
    expect(file).toMatchObject({ fileName: 'a.bin', size: 300_000, expiresAt: world.now() + 60_000 })
    const opened = await world.media.open(file.handle)
    expect(opened?.file).toEqual(file)
    expect(opened && (await buffer(opened.stream)).equals(bytes)).toBe(true)
  })

  it('takes exactly the limit and refuses one byte more, keeping nothing', async () => {
    const file = await world.media.put(Readable.from([Buffer.alloc(10)]), meta({ limit: 10 }))
    expect(file.size).toBe(10)
    const before = await world.stored()
    await expect(world.media.put(Readable.from([Buffer.alloc(11)]), meta({ limit: 10 }))).rejects.toMatchObject({
      kind: fileTooLarge,
    })
    expect(await world.stored()).toEqual(before)
  })

  it("passes the stream's own error on, keeping nothing", async () => {
    const before = await world.stored()
    const stream = new PassThrough()
    stream.write('begun')
    setImmediate(() => stream.destroy(new Error('the caller went away')))
    await expect(world.media.put(stream, meta())).rejects.toThrow('the caller went away')
    expect(await world.stored()).toEqual(before)
  })

  it('knows nothing of a handle that is removed, foreign or malformed', async () => {
    const { handle } = await world.media.put(Readable.from(['x']), meta())
    await world.media.remove(handle)
    await world.media.remove(handle)
    expect(await world.media.open(handle)).toBeUndefined()
    expect(await world.media.open('0'.repeat(32))).toBeUndefined()
    expect(await world.media.open('../../etc/passwd')).toBeUndefined()
  })

  it('closes at the expiry', async () => {
    const { handle } = await world.media.put(Readable.from(['x']), meta({ expiresAt: world.now() + 1000 }))
    world.advance(999)
    const open = await world.media.open(handle)
    open?.stream.destroy()
    expect(open?.file.handle).toBe(handle)
    world.advance(1)
    expect(await world.media.open(handle)).toBeUndefined()
  })

  it('keeps file names harmless', async () => {
    const names = ['../../a\\b/c.txt', '..', '', 'line\nbreak\0', '🐦'.repeat(200), 'x\uD800']
    const kept = await Promise.all(
      names.map(async (fileName) => (await world.media.put(Readable.from(['x']), meta({ fileName }))).fileName),
    )
    expect(kept[0]).toBe('.._.._a_b_c.txt')
    expect(kept.slice(1, 4)).toEqual(['file', 'file', 'line_break_'])
    for (const fileName of kept) {
      expect(fileName.length).toBeLessThanOrEqual(255)
      expect(() => world.media.url({ handle: 'a'.repeat(32), fileName, expiresAt: 1 })).not.toThrow()
    }
  })
}
