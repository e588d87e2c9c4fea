import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { DATABASE_FILE } from './embedded.ts'
import type { Row, Value } from './port/operation.ts'
import { drive } from './sql/drive.ts'
import { openSqlite, type Sqlite } from './sql/driver.ts'
import { sqlite } from './sql/dialect.ts'
import { migrate } from './sql/migrate.ts'
import { migrations } from './sql/migrations/index.ts'
import { typeParsers } from './sql/postgres-values.ts'
import { tablesOf, type Table } from './sql/tables.ts'

const MANIFEST = 'backup.json'
const FETCHED_ROWS = 500

/** What a backup folder says of itself. It is written last: a folder without it is not a backup. */
export interface BackupManifest {
  format: 1
  engine: 'embedded' | 'postgres'
  /** Milliseconds since 1970; the backup holds what was committed by then, and nothing half. */
  at: number
}

/**
 * Copies an embedded database while another process or thread writes to it: one moment of it, compact, checked.
 * `folder` is the store's, `target` a new folder. Blocks the calling thread, so it belongs into a process of its own.
 * Keys that seal the rows are not in it: without the master key its sessions and tokens cannot be read.
 */
export async function backupEmbedded(input: { folder: string; target: string; at: number }): Promise<BackupManifest> {
  const { folder, target, at } = input
  return await intoFolder(target, { format: 1, engine: 'embedded', at }, async (file) => {
    const source = openSqlite(join(folder, DATABASE_FILE), { readOnly: true })
    try {
      source.query({ text: 'vacuum into ?', values: [file] })
    } finally {
      source.close()
    }
  })
}

/**
 * Copies a PostgreSQL database while it is written to: one REPEATABLE READ moment of it, as the same SQLite file that
 * an embedded backup is. Refuses a database whose schema is not this version's.
 */
export async function backupPostgres(input: { url: string; target: string; at: number }): Promise<BackupManifest> {
  const { url, target, at } = input
  return await intoFolder(target, { format: 1, engine: 'postgres', at }, async (file) => {
    const client = new Client({ connectionString: url, types: typeParsers, application_name: 'rookery backup' })
    client.on('error', () => undefined)
    await client.connect()
    const database = openSqlite(file)
    try {
      database.exec('pragma journal_mode = off; pragma synchronous = off; begin')
      drive(migrate({ migrations, dialect: sqlite, at }), database)
      await client.query('begin isolation level repeatable read read only')
      await sameSchema(client)
      for (const table of tablesOf(database)) await copyTable(client, database, table)
      await client.query('commit')
      database.exec('commit')
    } finally {
      database.close()
      await client.end()
    }
  })
}

/** Reads a backup folder's manifest; throws for a folder that holds no whole backup. */
export async function readBackup(folder: string): Promise<{ manifest: BackupManifest; file: string }> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => {
    throw new Error(`${folder} holds no whole backup: ${MANIFEST} is missing`)
  })
  const manifest = JSON.parse(text) as BackupManifest
  if (manifest.format !== 1) throw new Error('the backup was written by a newer version')
  return { manifest, file: join(folder, DATABASE_FILE) }
}

/** Handles of the media files that belong to a backup: those its rows know. Files never change, so they are copied after. */
export async function mediaOfBackup(folder: string): Promise<string[]> {
  const { manifest, file } = await readBackup(folder)
  const database = openSqlite(file, { readOnly: true })
  try {
    const { rows } = database.query({
      text: 'select handle from media where expires_at > ? order by handle',
      values: [manifest.at],
    })
    return rows.map((row) => row['handle'] as string)
  } finally {
    database.close()
  }
}

async function intoFolder(
  target: string,
  manifest: BackupManifest,
  copy: (file: string) => Promise<void>,
): Promise<BackupManifest> {
  await mkdir(target, { recursive: true, mode: 0o700 })
  const file = join(target, DATABASE_FILE)
  const unfinished = `${file}.unfinished`
  await rm(join(target, MANIFEST), { force: true })
  await rm(unfinished, { force: true })
  // made first, so that no byte is ever readable by others
  await (await open(unfinished, 'wx', 0o600)).close()
  await copy(unfinished)
  check(unfinished)
  await sync(unfinished)
  await rename(unfinished, file)
  await writeFile(join(target, MANIFEST), `${JSON.stringify(manifest)}\n`, { mode: 0o600, flush: true })
  await sync(target)
  return manifest
}

function check(file: string): void {
  const database = openSqlite(file, { readOnly: true })
  try {
    const { rows } = database.query({ text: 'pragma quick_check', values: [] })
    if (rows[0]?.['quick_check'] !== 'ok') throw new Error('the copy of the database is damaged')
  } finally {
    database.close()
  }
}

/** Syncs a file or folder. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function sameSchema(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select name from schema_migration order by name')
  if (rows.map(({ name }) => name).join() !== migrations.map(({ name }) => name).join())
    throw new Error("the database's schema is not this version's: start this version once, or use the one that runs it")
}

async function copyTable(client: Client, database: Sqlite, table: Table): Promise<void> {
  const columns = table.columns.join(', ')
  const text = `insert into ${table.name} (${columns}) values (${table.columns.map(() => '?').join(', ')})`
  await client.query(`declare rows_of no scroll cursor for select ${columns} from ${table.name}`)
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${FETCHED_ROWS} from rows_of`)
    for (const row of rows) database.query({ text, values: table.columns.map((name): Value => row[name] ?? null) })
    if (rows.length < FETCHED_ROWS) break
  }
  await client.query('close rows_of')
}
