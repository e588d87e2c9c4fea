import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testStores } from '../../../test/database.ts'
import { storeNewer } from '../port/errors.ts'
import { all, run, sql, type OperationTable, type Step } from '../port/operation.ts'
import { openForWriting } from '../writer.ts'
import { sqlite } from './dialect.ts'
import { drive } from './drive.ts'
import { openSqlite, type Sqlite } from './driver.ts'
import { migrate } from './migrate.ts'
import type { Migration } from './migrations/index.ts'

const first: Migration = { name: '0001-one', statements: () => ['create table one (id text primary key)'] }
const second: Migration = {
  name: '0002-two',
  statements: ({ int }) => [`alter table one add column n ${int}`, `insert into one (id, n) values ('a', 1)`],
}

function apply(database: Sqlite, migrations: Migration[], at = 1): string[] {
  return drive(migrate({ migrations, dialect: sqlite, at }), database)
}

describe('migrate', () => {
  it('applies what is missing, in order, once', () => {
    const database = openSqlite(':memory:')
    expect(apply(database, [first])).toEqual(['0001-one'])
    expect(apply(database, [first, second], 5)).toEqual(['0002-two'])
    expect(apply(database, [first, second])).toEqual([])
    expect(database.query({ text: 'select n from one', values: [] }).rows).toMatchObject([{ n: 1 }])
    expect(
      database.query({ text: 'select name, at from schema_migration order by name', values: [] }).rows,
    ).toMatchObject([
      { name: '0001-one', at: 1 },
      { name: '0002-two', at: 5 },
    ])
  })

  it('refuses a database that a newer version wrote, naming what it does not know', () => {
    const database = openSqlite(':memory:')
    apply(database, [first, second])
    expect(() => apply(database, [first])).toThrow(/newer version: it holds 0002-two/)
  })
})

describe('the embedded file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rookery-migrate-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is left as it was when a migration fails', () => {
    const file = join(folder, 'a.sqlite')
    const early = openSqlite(file)
    early.exec('create table account (other text)')
    early.close()
    expect(() => openForWriting(file, 1)).toThrow(/account/)
    const after = openSqlite(file)
    expect(after.query({ text: 'select name from sqlite_master', values: [] }).rows).toMatchObject([
      { name: 'account' },
    ])
    after.close()
  })
})

const operations = {
  *fromTheFuture(): Step<number> {
    return yield* run(sql`insert into schema_migration (name, at) values ('9999-later', 0)`)
  },
  *applied(): Step<string[]> {
    return (yield* all<{ name: string }>(sql`select name from schema_migration order by name`)).map(({ name }) => name)
  },
} satisfies OperationTable

describe.each(testStores(operations))('opening the $name store', (engine) => {
  afterEach(() => engine.dispose())

  it('migrates once even when several start together', async () => {
    const stores = await Promise.all([engine.open(), engine.open(), engine.open()])
    const applied = await stores[0].read(operations.applied, undefined)
    expect(new Set(applied).size).toBe(applied.length)
    expect(applied[0]).toBe('0001-foundation')
  })

  it('is refused when the database is newer than the code', async () => {
    const store = await engine.open()
    await store.write(operations.fromTheFuture, undefined)
    await store.close()
    await expect(engine.open()).rejects.toMatchObject({
      kind: storeNewer,
      message: expect.stringContaining('9999-later'),
    })
  })
})
