import { inspect } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestStore } from '../../test/database.ts'
import { silentLog } from '../base/log.ts'
import { suiteOperations } from './operations.spec-suite.ts'
import { storeLost } from './port/errors.ts'
import { run, sql, type Step } from './port/operation.ts'
import type { MaintainedStore } from './port/store.ts'
import { ensureJournalPartitions } from './sql/postgres-schema.ts'

let attempts = 0
export const postgresOperations = {
  ...suiteOperations,
  /** Locks two rows in the order given, with time enough for another to lock them the other way round. */
  *lockBoth(input: { first: string; second: string }): Step<void> {
    attempts += 1
    yield* run(sql`update setting set value = 'locked' where name = ${input.first}`)
    yield* run(sql`select pg_sleep(0.2)`)
    yield* run(sql`update setting set value = 'locked' where name = ${input.second}`)
  },
}

/** What only PostgreSQL has to keep. */
export function postgresSuite(engine: TestStore): void {
  let store: MaintainedStore
  let client: Client
  beforeAll(async () => {
    store = await engine.open()
    client = new Client({ connectionString: engine.place() })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await engine.dispose()
  })

  it('runs a deadlocked operation again', async () => {
    await store.write(postgresOperations.put, { name: 'a', value: '' })
    await store.write(postgresOperations.put, { name: 'b', value: '' })
    await Promise.all([
      store.write(postgresOperations.lockBoth, { first: 'a', second: 'b' }),
      store.write(postgresOperations.lockBoth, { first: 'b', second: 'a' }),
    ])
    expect(attempts).toBeGreaterThanOrEqual(3)
  })

  it('survives the loss of every connection', async () => {
    await store.write(postgresOperations.put, { name: 'kept', value: '1' })
    const asleep = store.write(postgresOperations.lockBoth, { first: 'a', second: 'b' })
    asleep.catch(() => undefined)
    const busy = `select count(*)::int as n from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()`
    while ((await client.query<{ n: number }>(busy)).rows[0]?.n === 0);
    await client.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)
    await expect(asleep).rejects.toMatchObject({ kind: storeLost })
    expect(await store.read(postgresOperations.get, { name: 'kept' })).toBe('1')
    await store.write(postgresOperations.put, { name: 'kept', value: '2' })
    expect(await store.read(postgresOperations.get, { name: 'kept' })).toBe('2')
  })

  it('gives the journal partitions for last month, this one and the next, again and again', async () => {
    const now = Date.UTC(2031, 0, 31)
    await Promise.all([1, 2, 3].map(() => store.maintain(now)))
    await store.maintain(now)
    const { rows } = await client.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'journal'::regclass order by 1`,
    )
    const names = rows.map((row) => row.name)
    expect(names).toEqual(expect.arrayContaining(['journal_2030_12', 'journal_2031_01', 'journal_2031_02']))
    expect(names).toContain('journal_default')
  })

  it('says when a month cannot get its partition and goes on', async () => {
    const at = Date.UTC(2035, 5, 15)
    await client.query(
      `insert into journal values (1, $1, 1, 'm', 'c', null, 'incoming', 0, 'textMessage', '{}', '', '', 0, 0, 0, 0)`,
      [at],
    )
    const warned: object[] = []
    await ensureJournalPartitions(engine.place(), at, { ...silentLog, warn: (fields) => warned.push(fields) })
    expect(warned).toMatchObject([{ partition: 'journal_2035_06' }])
    await ensureJournalPartitions(engine.place(), Date.UTC(2035, 7, 1), silentLog)
  })

  it("keeps the failing row's values out of errors, which are logged", async () => {
    await store.write(postgresOperations.put, { name: 'private words', value: '1' })
    const error: unknown = await store
      .write(postgresOperations.putAndThrow, { name: 'private words', how: 'error' })
      .catch((error: unknown) => error)
    expect(error).toMatchObject({ code: '23505' })
    expect(inspect(error)).not.toContain('private words')
  })
}
