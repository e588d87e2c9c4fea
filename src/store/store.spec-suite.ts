import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestStore } from '../../test/database.ts'
import { refused, suiteOperations as op } from './operations.spec-suite.ts'
import { storeBusy, storeClosed } from './port/errors.ts'
import type { Store } from './port/store.ts'

/** What every store keeps, whatever its engine. */
export function storeSuite(engine: TestStore): void {
  let store: Store
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  it('acknowledges after the commit: another connection sees the row', async () => {
    const other = await engine.open()
    for (let i = 0; i < 20; i++) {
      await store.write(op.put, { name: 'shared', value: String(i) })
      expect(await other.read(op.get, { name: 'shared' })).toBe(String(i))
      expect(await store.read(op.get, { name: 'shared' })).toBe(String(i))
    }
    await other.close()
  })

  it('undoes an operation that throws and nothing else of the same moment', async () => {
    const outcomes = await Promise.allSettled([
      store.write(op.put, { name: 'before', value: '1' }),
      store.write(op.putAndThrow, { name: 'a', how: 'failure' }),
      store.write(op.put, { name: 'between', value: '1' }),
      store.write(op.putAndThrow, { name: 'b', how: 'error' }),
      store.write(op.putAndThrow, { name: 'c', how: 'statement' }),
      store.write(op.put, { name: 'after', value: '1' }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect(await store.read(op.count, { names: ['a', 'b', 'c'] })).toBe(0)
    expect(await store.read(op.count, { names: ['before', 'between', 'after'] })).toBe(3)
  })

  it('hands a Failure on as it was thrown', async () => {
    const error = await store.write(op.putAndThrow, { name: 'f', how: 'failure' }).catch((error: unknown) => error)
    expect(error).toMatchObject({ kind: refused, message: 'Not this one.', detail: { name: 'f', left: 3 } })
    expect((error as { kind: unknown }).kind).toBe(refused)
    await expect(store.write(op.putAndThrow, { name: 'f', how: 'error' })).rejects.toThrow('a bug')
  })

  it('ends an operation whose statement fails: it cannot go on as if nothing had happened', async () => {
    await expect(store.write(op.swallow, { name: 'swallowed' })).rejects.toThrow(/unique/i)
    expect(await store.read(op.get, { name: 'swallowed' })).toBeUndefined()
  })

  it('keeps values', async () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i)
    const rows = [
      { id: 'plain', author: 'a', raw: everyByte, at: 1 },
      { id: 'null', author: null, raw: new Uint8Array(0), at: -5 },
      { id: 'Ünïcödé 🐦 שלום', author: 'it\'s "quoted" ? $1 \\ \n\t', raw: Buffer.from('pooled'), at: 2 ** 53 - 1 },
      { id: 'wide', author: 'x'.repeat(100_000), raw: everyByte, at: 2n ** 53n },
      { id: 'widest', author: '', raw: everyByte, at: 2n ** 63n - 1n },
    ]
    for (const row of rows) {
      const kept = { ...row, raw: Uint8Array.from(row.raw) }
      expect({ ...(await store.write(op.putRaw, row)) }).toEqual(kept)
      expect({ ...(await store.read(op.getRaw, { id: row.id })) }).toEqual(kept)
    }
    expect({ ...((await store.read(op.sumRaw, { ids: ['plain', 'null'] })) as object) }).toEqual({
      sum: -4,
      n: 2,
      last: 'a',
      positive: 0,
    })
    expect(await store.read(op.sumRaw, { ids: [] })).toMatchObject({ sum: null, n: 0 })
  })

  it('keeps plain rows in their order', async () => {
    const rows = [
      { id: 'first', author: null, at: 2 ** 53 - 1 },
      { id: 'p Ünïcödé 🐦 שלום', author: 'it\'s "quoted" ? $1 \\ \n\t\u0001 [],{}', at: 7 },
      { id: 'last', author: '', at: -5 },
    ]
    for (const row of rows.toReversed()) await store.write(op.putRaw, { ...row, raw: new Uint8Array(1) })
    const read = await store.read(op.plainRaw, { ids: rows.map(({ id }) => id) })
    expect(read).toEqual(rows)
    expect(await store.read(op.plainRaw, { ids: [] })).toEqual([])
  })

  it('writes a whole number into a text column as its digits', async () => {
    await store.write(op.put, { name: 'number', value: 5 as unknown as string })
    expect(await store.read(op.get, { name: 'number' })).toBe('5')
  })

  it('replaces what text cannot hold on both engines: U+0000 and lone surrogates', async () => {
    await store.write(op.putRaw, { id: 'nul', author: 'a\0b\uD800c', raw: new Uint8Array(1), at: 0 })
    expect((await store.read(op.getRaw, { id: 'nul' }))?.author).toBe('a\uFFFDb\uFFFDc')
  })

  it('refuses a statement whose values do not match its placeholders', async () => {
    await expect(store.write(op.tooFewValues, {})).rejects.toThrow('2 placeholders and 1 values')
  })

  it('leaves question marks in strings, names and comments alone', async () => {
    await store.write(op.put, { name: 'q', value: 'why' })
    expect({ ...((await store.read(op.strange, { name: 'q' })) as object) }).toEqual({ 'what?': 'q', value: 'why?' })
  })

  it('counts changed rows alike', async () => {
    expect(await store.write(op.changes, { name: 'changed' })).toEqual([1, 1, 0, 1, 0])
  })

  it('refuses writing in a read and operations of no table', async () => {
    function* stranger() {
      return yield* op.get({ name: 'q' })
    }
    await expect(store.write(stranger, undefined)).rejects.toThrow('stranger')
    await expect(store.read(stranger, undefined)).rejects.toThrow('stranger')
    await expect(store.read(op.put, { name: 'sly', value: '1' })).rejects.toThrow(/read.?only/i)
    expect(await store.read(op.get, { name: 'sly' })).toBeUndefined()
  })

  describe('a sequence', () => {
    it('commits in its own order: a reader never sees a gap', async () => {
      const other = await engine.open()
      const written = new AbortController()
      const seen: number[] = []
      const watch = async (): Promise<void> => {
        while (!written.signal.aborted) {
          const { n, last } = await other.read(op.numbersSeen, { instance: 7 })
          expect(n).toBe(last)
          seen.push(last)
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      const watching = watch()
      const values = await Promise.all(
        Array.from({ length: 200 }, async (_, i) => await (i % 2 ? store : other).write(op.numbered, { instance: 7 })),
      )
      written.abort()
      await watching
      expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
      expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      await other.close()
    })
  })

  describe('a queue', () => {
    it('hands out one row of an instance at a time, in order, to eight concurrent poppers', async () => {
      const other = await engine.open()
      const instances = [11, 12, 13]
      const length = 20
      for (let i = 0; i < length; i++)
        await Promise.all(instances.map((instance) => store.write(op.enqueue, { instance, id: `${instance}-${i}` })))
      const taken = new Map(instances.map((instance) => [instance, [] as number[]]))
      const leased = new Set<number>()
      const popper = async (name: number): Promise<void> => {
        const mine = name % 2 ? store : other
        while ([...taken.values()].some((seqs) => seqs.length < length)) {
          for (const instance of instances) {
            const seq = await mine.write(op.takeHead, { instance })
            if (seq === undefined) continue
            expect(leased.has(instance)).toBe(false)
            leased.add(instance)
            taken.get(instance)?.push(seq)
            await new Promise((resolve) => setImmediate(resolve))
            leased.delete(instance)
            await mine.write(op.settle, { instance, seq })
          }
        }
      }
      await Promise.all(Array.from({ length: 8 }, (_, i) => popper(i)))
      for (const instance of instances) {
        expect(taken.get(instance)).toEqual(Array.from({ length }, (_, i) => i + 1))
        expect(await store.read(op.attempts, { instance })).toEqual(Array.from({ length }, () => 1))
      }
      await other.close()
    })
  })

  it('refuses clearly what does not fit into the queue, and takes again afterwards', async () => {
    const small = await engine.open({ bounds: { operations: 4, bytes: 4000 } })
    const many = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => small.write(op.put, { name: `bound-${i}`, value: '1' })),
    )
    expect(many.map(({ status }) => status)).toEqual(
      Array.from({ length: 10 }, (_, i) => (i < 4 ? 'fulfilled' : 'rejected')),
    )
    expect(many[9]).toMatchObject({ reason: { kind: storeBusy } })
    expect(await small.read(op.count, { names: many.map((_, i) => `bound-${i}`) })).toBe(4)
    const heavy = await Promise.allSettled(
      ['heavy-0', 'heavy-1', 'heavy-2'].map((name) => small.write(op.put, { name, value: 'x'.repeat(1800) })),
    )
    expect(heavy.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    await small.write(op.put, { name: 'too heavy but alone', value: 'x'.repeat(10_000) })
    await small.close()
  })

  it('closes after what was taken is written, and says so afterwards', async () => {
    const closing = await engine.open()
    const names = Array.from({ length: 50 }, (_, i) => `closing-${i}`)
    const writes = names.map((name) => closing.write(op.put, { name, value: '1' }))
    await closing.close()
    await Promise.all(writes)
    await expect(closing.write(op.put, { name: 'late', value: '1' })).rejects.toMatchObject({ kind: storeClosed })
    await expect(closing.read(op.get, { name: 'late' })).rejects.toMatchObject({ kind: storeClosed })
    await closing.close()
    expect(await store.read(op.count, { names })).toBe(50)
  })
}
