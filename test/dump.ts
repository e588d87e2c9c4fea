import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqlite, type Sqlite } from '../src/store/sql/driver.ts'
import { tablesOf } from '../src/store/sql/tables.ts'

/** Table → its rows as JSON with bytes in hex, in an order of their own. */
export type Dump = Record<string, string[]>

/** Every row of every table of an installation's embedded database, also while the gateway runs. */
export function dumpDatabase(dataFolder: string): Dump {
  const database = openSqlite(join(dataFolder, 'rookery.sqlite'), { readOnly: true })
  try {
    const names = [...tablesOf(database).map(({ name }) => name), 'schema_migration']
    return Object.fromEntries(names.map((name) => [name, rowsOf(database, name)]))
  } finally {
    database.close()
  }
}

function rowsOf(database: Sqlite, table: string): string[] {
  const rows = [...database.rows({ text: `select * from ${table}`, values: [] })]
  return rows
    .map((row) =>
      JSON.stringify(row, (_name, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
      ),
    )
    .toSorted()
}

/** Paths of all files below a folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
