import { createHmac } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testStores } from '../../test/database.ts'
import type { Clock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { Store } from '../store/port/store.ts'
import { copyMedia } from './copy.ts'
import { openDiskMedia, type DiskMedia } from './disk.ts'
import { placeOf } from './disk-folder.ts'
import { mediaSuite } from './media.spec-suite.ts'
import { mediaOperations } from './operations.ts'
import { serveFiles } from './serve-files.ts'

const sign = (text: string): string => createHmac('sha256', 'key').update(text).digest('base64url')

describe.each(testStores(mediaOperations))('disk media over the $name store', (engine) => {
  let time = 1_700_000_000_000
  const clock: Clock = { now: () => time, sleepUntil: () => Promise.resolve() }
  let folder: string
  let store: Store
  let media: DiskMedia
  let server: Server
  let base: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rookery-media-'))
    store = await engine.open()
    server = createServer((request, response) => {
      void serveFiles(media, clock)(request, response, decodeURIComponent((request.url ?? '').split('?')[0] ?? ''))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    media = await openDiskMedia({ folder, store, clock, log: silentLog, mediaUrl: base, sign })
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await engine.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  const put = (text: string, fileName = 'a.txt', mimeType = 'text/plain', more: { instance?: number } = {}) =>
    media.put(Readable.from([text]), { fileName, mimeType, expiresAt: time + 60_000, limit: 1000, ...more })

  mediaSuite(() =>
    Promise.resolve({
      media,
      now: () => time,
      advance: (ms) => void (time += ms),
      stored: async () => (await readdir(folder, { recursive: true })).filter((name) => name.length > 10).toSorted(),
    }),
  )

  it('serves a file at its address, with a name and no way to run as a page', async () => {
    const url = media.url(await put('<script>', 'päge (1).html', 'text/html'))
    expect(url).toMatch(/\/p%C3%A4ge%20\(1\)\.html$/)
    const response = await fetch(url)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<script>')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-length': '8',
      'content-disposition': "attachment; filename*=UTF-8''p%C3%A4ge%20%281%29.html",
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=60',
    })
    const picture = await fetch(media.url(await put('x', 'a.png', 'image/png')), { method: 'HEAD' })
    expect(picture.headers.get('content-disposition')).toMatch(/^inline/)
    expect(picture.headers.get('content-length')).toBe('1')
    const odd = await fetch(media.url(await put('x', 'a', 'text/html\r\nx: y')))
    expect(odd.headers.get('content-type')).toBe('application/octet-stream')
  })

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=10-', 416, 'Range Not Satisfiable', 'bytes */10'],
    ['bytes=-0', 416, 'Range Not Satisfiable', 'bytes */10'],
    ['bytes=5-2', 200, '0123456789', null],
    ['bytes=0-1,3-4', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
    ['bytes=-', 200, '0123456789', null],
  ])('answers the range %s with %i', async (range, status, body, contentRange) => {
    const url = media.url(await put('0123456789'))
    const response = await fetch(url, { headers: { range } })
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
      status,
      body,
      contentRange,
    ])
  })

  it('continues a download only of the same file', async () => {
    const file = await put('0123456789')
    const get = (tag: string) => fetch(media.url(file), { headers: { range: 'bytes=5-', 'if-range': tag } })
    expect((await get(`"${file.handle}"`)).status).toBe(206)
    expect((await get('"other"')).status).toBe(200)
  })

  it('refuses addresses that it did not sign, 404, and those whose time is over, 410', async () => {
    const file = await put('secret')
    const url = media.url(file)
    const [, path = '', name = ''] = /^(.*)(\/[^/]*)$/.exec(url) ?? []
    const turned = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A')
    const later = media.url({ ...file, expiresAt: file.expiresAt + 1 })
    const forged = path.replace(/-[0-9a-z]+-/, `-${(file.expiresAt + 99).toString(36)}-`)
    for (const bad of [
      turned + name,
      forged + name,
      `${base}/files/${file.handle}${name}`,
      `${base}/files/..%2f..%2fx`,
    ])
      expect((await fetch(bad)).status).toBe(404)
    expect((await fetch(`${path}/another-name.txt`)).status).toBe(200)
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
    time += 60_000
    expect((await fetch(url)).status).toBe(410)
    expect((await fetch(later)).status).toBe(410)
    await media.collect(time)
    expect((await fetch(url)).status).toBe(410)
  })

  it('serves an empty file', async () => {
    const response = await fetch(media.url(await put('')))
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it('collects what expired and what has no row, and nothing else', async () => {
    await media.collect(Number.MAX_SAFE_INTEGER)
    const kept = await put('kept')
    await Promise.all(Array.from({ length: 230 }, (_, i) => put(`old ${i}`)))
    time += 60_000
    const fresh = await put('fresh')
    const oldOrphan = placeOf(folder, `${kept.handle.slice(0, 2)}${'0'.repeat(30)}`)
    const youngOrphan = placeOf(folder, `${kept.handle.slice(0, 2)}${'1'.repeat(30)}`)
    const givenUp = join(folder, 'tmp', '2'.repeat(32))
    const hoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000)
    for (const path of [oldOrphan, youngOrphan, givenUp]) await writeFile(path, 'x')
    for (const path of [oldOrphan, givenUp, placeOf(folder, fresh.handle)]) await utimes(path, hoursAgo, hoursAgo)
    expect(await media.collect(time)).toEqual({ expired: 231, orphans: 2 })
    const left = (await readdir(folder, { recursive: true })).filter((name) => name.length > 10)
    expect(left.map((name) => name.slice(-32)).toSorted()).toEqual([youngOrphan.slice(-32), fresh.handle].toSorted())
    expect(await media.collect(time)).toEqual({ expired: 0, orphans: 0 })
  })

  it("erases an instance's files and no other's", async () => {
    const mine = await put('mine', 'a', 'text/plain', { instance: 1 })
    const other = await put('other', 'a', 'text/plain', { instance: 2 })
    expect(await media.removeInstance(1)).toBe(1)
    expect(await media.open(mine.handle)).toBeUndefined()
    const opened = await media.open(other.handle)
    opened?.stream.destroy()
    expect(opened?.file).toEqual(other)
  })

  it('copies files for a backup and counts those that are gone', async () => {
    const files = [await put('one'), await put('two')]
    const gone = await put('gone')
    await media.remove(gone.handle)
    const to = join(folder, 'copy')
    expect(await copyMedia({ from: folder, to, handles: [...files, gone].map(({ handle }) => handle) })).toEqual({
      copied: 2,
      missing: 1,
    })
    const copies = await Promise.all(files.map(({ handle }) => readFile(placeOf(to, handle), 'utf8')))
    expect(copies).toEqual(['one', 'two'])
    await expect(copyMedia({ from: folder, to, handles: ['../x'] })).rejects.toThrow('not a handle')
    await rm(to, { recursive: true })
  })

  it('says so in the log when a row has lost its file', async () => {
    const file = await put('x')
    await rm(placeOf(folder, file.handle))
    expect(await media.open(file.handle)).toBeUndefined()
    expect((await fetch(media.url(file))).status).toBe(410)
  })
})
