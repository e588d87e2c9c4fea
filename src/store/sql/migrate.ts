import { Failure } from '../../base/errors.ts'
import { all, run, sql, type Statement, type Step } from '../port/operation.ts'
import { storeNewer } from '../port/errors.ts'
import type { Dialect } from './dialect.ts'
import type { Migration } from './migrations/index.ts'

/**
 * Brings a database to the newest of `migrations`; the names that were applied now. To be driven inside one
 * transaction that holds the engine's lock, so that of several starting nodes one migrates and the others find it
 * done. Throws `storeNewer` when the database holds a migration this code does not know.
 */
export function* migrate(input: { migrations: readonly Migration[]; dialect: Dialect; at: number }): Step<string[]> {
  const { migrations, dialect, at } = input
  yield plain(`create table if not exists schema_migration (name text primary key, at ${dialect.int} not null)`)
  const applied = yield* all<{ name: string }>(sql`select name from schema_migration order by name`)
  const known = new Set(migrations.map((migration) => migration.name))
  const unknown = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name)
  if (unknown.length > 0)
    throw new Failure(storeNewer, {
      sentence: `The database was written by a newer version: it holds ${unknown.join(', ')}. Start that version or restore a backup of this one.`,
    })
  const done = new Set(applied.map(({ name }) => name))
  const fresh = migrations.filter((migration) => !done.has(migration.name))
  for (const migration of fresh) {
    for (const text of migration.statements(dialect)) yield plain(text)
    yield* run(sql`insert into schema_migration (name, at) values (${migration.name}, ${at})`)
  }
  return fresh.map((migration) => migration.name)
}

function plain(text: string): Statement {
  return { text, values: [] }
}
