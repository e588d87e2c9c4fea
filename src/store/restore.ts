import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Log } from '../base/log.ts'
import { readBackup, sync } from './backup.ts'
import { DATABASE_FILE } from './embedded.ts'
import type { Row, Value } from './port/operation.ts'
import { markRestored, type RestoreReport } from './restored.ts'
import { drive } from './sql/drive.ts'
import { openSqlite } from './sql/driver.ts'
import { ensureJournalPartitions, migratePostgres } from './sql/postgres-schema.ts'
import { tablesOf, type Table } from './sql/tables.ts'
import { openForWriting } from './writer.ts'

/** PostgreSQL takes 65535 values in a statement. */
const VALUES_IN_A_STATEMENT = 20_000

/**
 * Puts a backup of either engine into an embedded store's folder, marked as `markRestored` says; refuses a folder
 * that holds a database. Rejects with `storeNewer` when the backup is newer than the code. All or nothing.
 */
export async function restoreEmbedded(input: { backup: string; folder: string; at: number }): Promise<RestoreReport> {
  const { backup, folder, at } = input
  const place = join(folder, DATABASE_FILE)
  for (const name of [place, `${place}-wal`])
    if (await exists(name)) throw new Error(`${name} exists: move it away before restoring`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unfinished = `${place}.unfinished`
  const report = await restoredCopy(backup, unfinished, at)
  await sync(unfinished)
  await rename(unfinished, place)
  await sync(folder)
  return report
}

/**
 * Puts a backup of either engine into a PostgreSQL database without accounts, marked as `markRestored` says; refuses
 * any other. One transaction: all or nothing.
 */
export async function restorePostgres(input: {
  backup: string
  url: string
  at: number
  log: Log
}): Promise<RestoreReport> {
  const { backup, url, at, log } = input
  const scratch = await mkdtemp(join(tmpdir(), 'rookery-restore-'))
  try {
    const file = join(scratch, DATABASE_FILE)
    const report = await restoredCopy(backup, file, at)
    await migratePostgres(url, at)
    await ensureJournalPartitions(url, at, log)
    await load(file, url)
    return report
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** A copy of the backup's database at this version's schema, with what a restore marks already marked. */
async function restoredCopy(backup: string, file: string, at: number): Promise<RestoreReport> {
  const { file: source } = await readBackup(backup)
  await rm(file, { force: true })
  await copyFile(source, file)
  const database = openForWriting(file, at)
  try {
    database.exec('begin immediate')
    const report = drive(markRestored({ at }), database)
    database.exec('commit')
    // back to a single file, since only that one is moved into place
    database.exec('pragma journal_mode = delete')
    return report
  } finally {
    database.close()
  }
}

async function load(file: string, url: string): Promise<void> {
  const database = openSqlite(file, { readOnly: true })
  const client = new Client({ connectionString: url, application_name: 'rookery restore' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin')
    const { rowCount } = await client.query('select 1 from account union all select 1 from id_prefix limit 1')
    if (rowCount !== 0) throw new Error('the database is not empty: restore into a new one')
    for (const table of tablesOf(database)) {
      const rows = database.rows({ text: `select ${table.columns.join(', ')} from ${table.name}`, values: [] })
      const limit = Math.max(1, Math.floor(VALUES_IN_A_STATEMENT / table.columns.length))
      let chunk: Row[] = []
      for (const row of rows) {
        if (chunk.push(row) < limit) continue
        await insert(client, table, chunk)
        chunk = []
      }
      await insert(client, table, chunk)
    }
    await client.query('commit')
  } finally {
    await client.end()
    database.close()
  }
}

async function insert(client: Client, table: Table, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  let count = 0
  const places = rows.map(() => `(${table.columns.map(() => `$${++count}`).join(', ')})`).join(', ')
  const values = rows.flatMap((row) => table.columns.map((name): Value => row[name] ?? null))
  await client.query(`insert into ${table.name} (${table.columns.join(', ')}) values ${places}`, values)
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
