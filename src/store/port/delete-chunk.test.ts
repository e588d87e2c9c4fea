import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testStores } from '../../../test/database.ts'
import { CHUNK, deleteChunk } from './delete-chunk.ts'
import { all, run, sql, type OperationTable, type Step } from './operation.ts'
import type { Store } from './store.ts'
import { untilDone } from './until-done.ts'

const operations = {
  *fill(input: { count: number; at: number }): Step<void> {
    for (let i = 0; i < input.count; i++)
      yield* run(sql`insert into delivery_attempt (event_id, attempt, instance, url, at, took_ms, error)
        values (${`e${input.at}`}, ${i}, 1, '', ${input.at}, 0, '')`)
  },
  *purge(input: { before: number }): Step<number> {
    return yield* deleteChunk({
      table: 'delivery_attempt',
      key: ['event_id', 'attempt'],
      where: 'at < ?',
      values: [input.before],
      order: ['at'],
    })
  },
  *left(): Step<number[]> {
    const rows = yield* all<{ at: number }>(sql`select distinct at from delivery_attempt order by at`)
    return rows.map((row) => row.at)
  },
  *misnamed(): Step<number> {
    return yield* deleteChunk({ table: 'a; drop table account', key: ['id'], where: '1 = 1', values: [] })
  },
} satisfies OperationTable

describe.each(testStores(operations))('deleteChunk on $name', (engine) => {
  let store: Store
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  it('deletes a chunk at a time, oldest first, until nothing is left to delete', async () => {
    for (const at of [10, 20, 30]) await store.write(operations.fill, { count: CHUNK, at })
    expect(await store.write(operations.purge, { before: 30 })).toBe(CHUNK)
    expect(await store.read(operations.left, undefined)).toEqual([20, 30])
    expect(await untilDone(store, operations.purge, { before: 30 })).toBe(CHUNK)
    expect(await store.read(operations.left, undefined)).toEqual([30])
    expect(await untilDone(store, operations.purge, { before: 99 }, AbortSignal.abort())).toBe(0)
    expect(await store.read(operations.left, undefined)).toEqual([30])
  })

  it('takes names of the schema only', async () => {
    await expect(store.write(operations.misnamed, undefined)).rejects.toThrow('no name of the schema')
  })
})
