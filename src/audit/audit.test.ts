import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { run, sql, type OperationTable, type Step } from '../store/port/operation.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { auditOperations, readAudit, writeAudit } from './audit.ts'

const operations = {
  ...auditOperations,
  *changeAudit(): Step<number> {
    return yield* run(sql`update audit set actor = 'nobody'`)
  },
  *clearAudit(): Step<number> {
    return yield* run(sql`delete from audit`)
  },
} satisfies OperationTable

describe.each(testStores(operations))('$name', (engine) => {
  let store: MaintainedStore
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  test('the audit log takes entries and refuses every change of them', async () => {
    const entry = { id: 'A1', account: 'p', actor: 'system', action: 'tried', subject: 'account/p', at: 5 }
    await store.write(writeAudit, { ...entry, detail: { to: 7 } })
    await store.write(writeAudit, { ...entry, id: 'A2', account: null })
    await expect(store.write(operations.changeAudit, undefined)).rejects.toThrow('append-only')
    await expect(store.write(operations.clearAudit, undefined)).rejects.toThrow('append-only')
    expect(await store.read(readAudit, { account: 'p', before: '', limit: 9 })).toEqual([
      { ...entry, detail: '{"to":7}' },
    ])
    expect((await store.read(readAudit, { before: '', limit: 9 })).map(({ id }) => id)).toEqual(['A2', 'A1'])
    expect(await store.read(readAudit, { before: 'A1', limit: 9 })).toEqual([])
  })
})
