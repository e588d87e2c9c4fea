import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { DATABASE_FILE } from './embedded.ts'
import type { Operation } from './port/operation.ts'
import { drive } from './sql/drive.ts'
import { openSqlite } from './sql/driver.ts'
import { migrations } from './sql/migrations/index.ts'
import { queryConfig, rowsOf, typeParsers } from './sql/postgres-values.ts'

/** What looking at a database found. `empty`: nothing there yet; `otherVersion`: its schema is not this version's. */
export type Look<O> = { is: 'seen'; value: O } | { is: 'empty' } | { is: 'otherVersion' }

const NAMES = { text: 'select name from schema_migration order by name', values: [] }
const known = migrations.map(({ name }) => name).join()

/** Runs one reading operation on the embedded database of a folder as it lies there: nothing is made or migrated. */
export function lookEmbedded<I, O>(folder: string, operation: Operation<I, O>, input: I): Look<O> {
  const file = join(folder, DATABASE_FILE)
  if (!existsSync(file)) return { is: 'empty' }
  const database = openSqlite(file, { readOnly: true })
  try {
    const { rows: tables } = database.query({
      text: `select 1 from sqlite_master where name = 'schema_migration'`,
      values: [],
    })
    if (tables.length === 0) return { is: 'empty' }
    const names = database.query(NAMES).rows.map((row) => String(row['name']))
    if (names.join() !== known) return { is: 'otherVersion' }
    return { is: 'seen', value: drive(operation(input), database) }
  } finally {
    database.close()
  }
}

/** The same on a PostgreSQL database. Rejects when the server cannot be reached. */
export async function lookPostgres<I, O>(url: string, operation: Operation<I, O>, input: I): Promise<Look<O>> {
  const client = new Client({ connectionString: url, types: typeParsers, application_name: 'rookery look' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin read only')
    const { rows: tables } = await client.query(`select 1 where to_regclass('schema_migration') is not null`)
    if (tables.length === 0) return { is: 'empty' }
    const { rows } = await client.query<{ name: string }>(NAMES)
    if (rows.map(({ name }) => name).join() !== known) return { is: 'otherVersion' }
    const body = operation(input)
    let next = body.next()
    while (!next.done) {
      const { text, values } = queryConfig(next.value)
      next = body.next(rowsOf(await client.query(text, values)))
    }
    return { is: 'seen', value: next.value }
  } finally {
    await client.end()
  }
}
