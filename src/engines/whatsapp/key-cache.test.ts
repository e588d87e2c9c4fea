import { expect, test } from 'vitest'
import { Failure, failure } from '../../base/errors.ts'
import type { InboxRow } from '../port.ts'
import { memorySessionStore } from '../testing/memory-session-store.ts'
import { cleanKeys, keyCache, type KeyCacheWorld } from './key-cache.ts'
import { pruneOwnSenderKey, usableSenderKey } from './key-codec.ts'
import { initAuthCreds } from './library.ts'

const leaseLost = failure({ code: 'leaseLost', status: 500, form: 'problem', sentence: 'The lease has moved on.' })
const session = (text: string) => ({ _sessions: { text }, version: 'v1' }) as unknown as Uint8Array

function setUp(over: Partial<KeyCacheWorld> = {}) {
  const store = memorySessionStore()
  const broken: unknown[] = []
  const delivered: string[] = []
  const named: string[] = []
  const creds = initAuthCreds()
  creds.me = { id: '4930111:7@s.whatsapp.net', lid: '99111:7@lid' }
  const world: KeyCacheWorld = {
    store,
    instance: 1,
    epoch: 1,
    clean: cleanKeys(1_000_000),
    onInbox: (rows) => void delivered.push(...rows.map(({ id }) => id)),
    onNames: (phone, lid) => void named.push(`${phone} ${lid}`),
    onBroken: (error) => void broken.push(error),
    ...over,
  }
  const cache = keyCache(world, () => creds)
  return { store, cache, world, broken, delivered, named, creds }
}

const row = (id: string): InboxRow => ({ id, stanza: Buffer.from('{}'), plaintext: Buffer.from('p') })

test('what was set is read before it is durable, and set resolves only then', async () => {
  const { store, cache } = setUp()
  let release = (): void => undefined
  store.onCommit = () => new Promise<void>((resolve) => (release = resolve))
  let durable = false
  const setting = Promise.resolve(cache.keys.set({ session: { a: session('new') } })).then(() => (durable = true))
  expect(await cache.keys.get('session', ['a', 'b'])).toEqual({ a: session('new') })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(durable).toBe(false)
  release()
  await setting
  expect(store.commits).toHaveLength(1)
})

test('a slow read never brings back what was overwritten meanwhile', async () => {
  const { store, cache, world, creds } = setUp()
  await cache.keys.set({ session: { a: session('old') } })
  const fresh = keyCache(world, () => creds)
  store.latencyMs = 30
  const reading = fresh.keys.get('session', ['a'])
  await new Promise((resolve) => setTimeout(resolve, 5))
  const writing = fresh.keys.set({ session: { a: session('new') } })
  expect(await reading).toEqual({ a: session('new') })
  await writing
  expect(await fresh.keys.get('session', ['a'])).toEqual({ a: session('new') })
})

test('one set of several types, an inbox row and the creds of that moment is one commit', async () => {
  const { store, cache, creds, delivered } = setUp()
  const change = { session: { a: session('x') }, 'pre-key': { 5: null }, inbox: { h: row('h') } }
  const setting = cache.keys.set(change)
  creds.nextPreKeyId = 77
  const saving = cache.saveCreds(creds)
  await Promise.all([setting, saving])
  expect(store.commits).toHaveLength(1)
  const [commit] = store.commits
  expect(commit?.change.keys?.map(({ type, id, value }) => [type, id, value === null])).toEqual([
    ['session', 'a', false],
    ['pre-key', '5', true],
  ])
  expect(Buffer.from(commit?.change.creds ?? []).toString()).toContain('"nextPreKeyId":77')
  expect(delivered).toEqual(['h'])
})

test('which number has which LID is told once, when it is durable', async () => {
  const { store, cache, named } = setUp()
  let release = (): void => undefined
  const committing = new Promise<void>((began) => {
    store.onCommit = () => {
      began()
      return new Promise<void>((resolve) => (release = resolve))
    }
  })
  const setting = cache.keys.set({ 'lid-mapping': { 4930222: '99222', '99222_reverse': '4930222' } })
  await committing
  expect(named).toEqual([])
  release()
  await setting
  expect(named).toEqual(['4930222 99222'])
})

test('writes that come while a commit runs go together with the next, in order', async () => {
  const { store, cache, delivered } = setUp()
  store.latencyMs = 10
  const write = (n: number) =>
    cache.keys.set({ session: { a: session(String(n)) }, inbox: { [n]: row(String(n)) } } as Parameters<
      typeof cache.keys.set
    >[0])
  await Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n * 2))
      await write(n)
    }),
  )
  expect(store.commits.length).toBeLessThan(10)
  expect(delivered).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  expect(await cache.keys.get('session', ['a'])).toEqual({ a: session('9') })
})

test('a failed commit is tried again, then breaks the cache for good', async () => {
  const { store, cache, broken } = setUp()
  let times = 0
  store.onCommit = () => {
    if (++times < 3) throw new Error('busy')
  }
  await cache.keys.set({ session: { a: session('x') } })
  expect(times).toBe(3)
  store.onCommit = () => {
    throw new Error('disk full')
  }
  await expect(cache.keys.set({ session: { b: session('y') } })).rejects.toThrow('disk full')
  expect(broken).toHaveLength(1)
  store.onCommit = () => undefined
  await expect(cache.keys.set({ session: { c: session('z') } })).rejects.toThrow('disk full')
  await expect(cache.flush()).rejects.toThrow('disk full')
})

test('a lost lease breaks the cache at once', async () => {
  const { store, cache, broken } = setUp()
  let times = 0
  store.onCommit = () => {
    times++
    throw new Failure(leaseLost)
  }
  await expect(cache.keys.set({ session: { a: session('x') } })).rejects.toThrow('lease')
  expect(times).toBe(1)
  expect(broken).toHaveLength(1)
})

test('only clean values leave the memory, which is bounded', async () => {
  const { store, cache, world } = setUp({ clean: cleanKeys(20_000) })
  let release = (): void => undefined
  store.onCommit = () => new Promise<void>((resolve) => (release = resolve))
  const setting = cache.keys.set({
    session: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, session(`v${i}`)])),
  })
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(Object.keys(await cache.keys.get('session', ['k0', 'k49']))).toEqual(['k0', 'k49'])
  release()
  await setting
  expect(world.clean.calculatedSize).toBeLessThanOrEqual(20_000)
  store.onCommit = () => undefined
  expect(await cache.keys.get('session', ['k0'])).toEqual({ k0: session('v0') })
})

test('one-time keys are not kept in memory', async () => {
  const { cache, world } = setUp()
  const pair = { public: Buffer.alloc(32, 1), private: Buffer.alloc(32, 2) }
  await cache.keys.set({ 'pre-key': Object.fromEntries(Array.from({ length: 812 }, (_, i) => [i, pair])) })
  expect(world.clean.size).toBe(0)
  expect((await cache.keys.get('pre-key', ['3']))['3']).toEqual(pair)
})

test('the own sender key is stored without skipped message keys, a foreign one with them', async () => {
  const { store, cache } = setUp()
  const record = (count: number) =>
    Buffer.from(JSON.stringify([{ senderKeyId: 1, senderMessageKeys: Array.from({ length: count }, (_, i) => i) }]))
  for (let n = 1; n <= 5; n++)
    await cache.keys.set({ 'sender-key': { '123@g.us::99111_1::7': record(n * 400), '123@g.us::55_1::0': record(3) } })
  const sizes = store.commits.flatMap(({ change }) =>
    (change.keys ?? []).filter(({ id }) => id.includes('99111')).map(({ value }) => value?.length),
  )
  expect(new Set(sizes).size).toBe(1)
  const kept = await cache.keys.get('sender-key', ['123@g.us::55_1::0'])
  expect(JSON.parse(Buffer.from(kept['123@g.us::55_1::0'] ?? []).toString())).toEqual(JSON.parse(record(3).toString()))
  expect(JSON.parse(pruneOwnSenderKey(record(2)).toString())).toEqual([{ senderKeyId: 1, senderMessageKeys: [] }])
})

test('a foreign sender key that has grown keeps the newest of its skipped message keys', () => {
  const seed = { type: 'Buffer', data: 'A'.repeat(44) }
  const record = (count: number) => {
    const senderMessageKeys = Array.from({ length: count }, (_, iteration) => ({ iteration, seed }))
    return Buffer.from(JSON.stringify([{ senderKeyId: 1, senderMessageKeys }]))
  }
  const keysOf = (value: Uint8Array) =>
    (JSON.parse(Buffer.from(value).toString()) as [{ senderMessageKeys: { iteration: number }[] }])[0].senderMessageKeys
  expect(usableSenderKey(record(100))).toEqual(record(100))
  const pruned = keysOf(usableSenderKey(record(2000)))
  expect(pruned).toHaveLength(64)
  expect(pruned.at(0)?.iteration).toBe(1936)
  expect(pruned.at(-1)?.iteration).toBe(1999)
})

test('what the library changes in place does not reach the cache unless it is set', async () => {
  const { cache } = setUp()
  await cache.keys.set({ 'sender-key-memory': { '1@g.us': { 'a@lid': true } } })
  const read = await cache.keys.get('sender-key-memory', ['1@g.us'])
  Object.assign(read['1@g.us'] ?? {}, { 'b@lid': true })
  expect(await cache.keys.get('sender-key-memory', ['1@g.us'])).toEqual({ '1@g.us': { 'a@lid': true } })
})
