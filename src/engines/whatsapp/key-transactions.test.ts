import { AsyncLocalStorage } from 'node:async_hooks'
import type { SignalDataSet, SignalKeyStore } from 'baileys'
import { expect, test, vi } from 'vitest'
import { transactional } from './key-transactions.ts'

/** A key store over a map that keeps what each `set` handed over. */
function memoryKeys() {
  const rows = new Map<string, unknown>()
  const sets: SignalDataSet[] = []
  const store: SignalKeyStore = {
    async get(type, ids) {
      await Promise.resolve()
      const found = ids.map((id) => [id, rows.get(`${type} ${id}`)]).filter(([, value]) => value !== undefined)
      return Object.fromEntries(found) as Awaited<ReturnType<typeof store.get<typeof type>>>
    },
    set(data) {
      sets.push(data)
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values ?? {})) {
          if (value === null) rows.delete(`${type} ${id}`)
          else rows.set(`${type} ${id}`, value)
        }
    },
  }
  return { store, sets }
}

const identity = (id: string, ...bytes: number[]): SignalDataSet => ({
  'identity-key': { [id]: Uint8Array.of(...bytes) },
})

test('a transaction sees its own changes and hands them over in one set at its end', async () => {
  const { store, sets } = memoryKeys()
  const keys = transactional(store)
  await keys.set(identity('gone', 1))
  sets.length = 0
  const seen = await keys.transaction(async () => {
    await keys.set(identity('a', 1))
    await keys.set({ 'identity-key': { gone: null } })
    expect(sets).toEqual([])
    return keys.get('identity-key', ['a', 'gone', 'never'])
  }, 'lock')
  expect(seen).toEqual({ a: Uint8Array.of(1) })
  expect(sets).toEqual([{ 'identity-key': { a: Uint8Array.of(1), gone: null } }])
  expect(await keys.get('identity-key', ['a', 'gone'])).toEqual({ a: Uint8Array.of(1) })
})

test('a transaction that throws changes nothing, and its lock is free again', async () => {
  const { store, sets } = memoryKeys()
  const keys = transactional(store)
  const failed = keys.transaction(async () => {
    await keys.set(identity('a', 1))
    throw new Error('no')
  }, 'lock')
  await expect(failed).rejects.toThrow('no')
  expect(sets).toEqual([])
  expect(keys.isInTransaction()).toBe(false)
  await keys.transaction(() => keys.set(identity('a', 2)) as Promise<void>, 'lock')
  expect(await keys.get('identity-key', ['a'])).toEqual({ a: Uint8Array.of(2) })
})

test('transactions under one lock follow each other, under two they overlap', async () => {
  const keys = transactional(memoryKeys().store)
  const steps: string[] = []
  const work = (name: string) => async () => {
    steps.push(`${name} in`)
    await keys.get('identity-key', ['a'])
    await keys.get('identity-key', ['b'])
    steps.push(`${name} out`)
  }
  await Promise.all([keys.transaction(work('first'), 'one'), keys.transaction(work('second'), 'one')])
  expect(steps).toEqual(['first in', 'first out', 'second in', 'second out'])
  steps.length = 0
  await Promise.all([keys.transaction(work('first'), 'one'), keys.transaction(work('second'), 'two')])
  expect(steps.slice(0, 2)).toEqual(['first in', 'second in'])
})

test('one begun inside another of its layer joins it; another layer commits on its own', async () => {
  const { store, sets } = memoryKeys()
  const outer = transactional(store)
  const inner = transactional(store)
  await outer.transaction(async () => {
    await outer.set(identity('outer', 1))
    await outer.transaction(() => outer.set(identity('joined', 2)) as Promise<void>, 'lock')
    expect(sets).toEqual([])
    await inner.transaction(async () => {
      expect(await inner.get('identity-key', ['outer'])).toEqual({})
      expect(await outer.get('identity-key', ['outer'])).toEqual({ outer: Uint8Array.of(1) })
      await inner.set(identity('inner', 3))
    }, 'lock')
    expect(sets).toEqual([identity('inner', 3)])
  }, 'lock')
  expect(sets).toHaveLength(2)
  expect(sets[1]).toEqual({ 'identity-key': { outer: Uint8Array.of(1), joined: Uint8Array.of(2) } })
})

test('a layer for each of many sessions costs no storage of its own that every promise would visit', async () => {
  const runs = vi.spyOn(AsyncLocalStorage.prototype, 'run')
  const layers = Array.from({ length: 20 }, () => transactional(memoryKeys().store))
  await Promise.all(layers.map((keys) => keys.transaction(() => keys.set(identity('a', 1)) as Promise<void>, 'lock')))
  expect(runs).toHaveBeenCalledTimes(20)
  expect(new Set(runs.mock.contexts).size).toBe(1)
  runs.mockRestore()
})
