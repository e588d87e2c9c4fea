import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { silentLog } from '../src/base/log.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import type { StoreBounds } from '../src/store/port/bounds.ts'
import type { OperationTable } from '../src/store/port/operation.ts'
import type { MaintainedStore } from '../src/store/port/store.ts'
import { openPostgres } from '../src/store/postgres.ts'
import { postgres } from '../src/store/sql/dialect.ts'
import { migrations } from '../src/store/sql/migrations/index.ts'
import { migratePostgres } from '../src/store/sql/postgres-schema.ts'
import { ensurePostgres } from '../tools/test-postgres.mjs'

/** One engine for a suite, with a database of the suite's own. */
export interface TestStore {
  readonly name: 'embedded' | 'postgres'
  /** Opens the suite's database, made at the first call; opened again it has kept its rows. */
  open(options?: { operations?: OperationTable; bounds?: StoreBounds }): Promise<MaintainedStore>
  /** Closes what is still open and drops the database. */
  dispose(): Promise<void>
  /** The embedded engine's folder or PostgreSQL's address, once opened. */
  place(): string
}

/**
 * Both engines for `describe.each(testStores(operations))('$name', (engine) => …)`; with ROOKERY_TEST_EMBEDDED=1 only
 * the embedded one. The embedded writer runs on the test's thread behind a message channel: arguments and results
 * are cloned as they are for a worker.
 *
 *     describe.each(testStores(operations))('$name', (engine) => {
 *       let store: Store
 *       beforeAll(async () => { store = await engine.open() })
 *       afterAll(() => engine.dispose())
 */
export function testStores(operations: OperationTable): TestStore[] {
  const engines = [embeddedStore(operations)]
  if (process.env['ROOKERY_TEST_EMBEDDED'] !== '1') engines.push(postgresStore(operations))
  return engines
}

function embeddedStore(operations: OperationTable): TestStore {
  const opened = new Set<MaintainedStore>()
  let folder: string | undefined
  let making: Promise<string> | undefined
  return {
    name: 'embedded',
    async open(options = {}) {
      folder = await (making ??= mkdtemp(join(tmpdir(), 'rookery-store-')))
      const store = await openEmbedded({ folder, operations, log: silentLog, ...options })
      opened.add(store)
      return store
    },
    async dispose() {
      await closeAll(opened)
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
      making = undefined
    },
    place: () => folder ?? '',
  }
}

function postgresStore(operations: OperationTable): TestStore {
  const opened = new Set<MaintainedStore>()
  let database: TestDatabase | undefined
  let making: Promise<TestDatabase> | undefined
  return {
    name: 'postgres',
    async open(options = {}) {
      database = await (making ??= freshDatabase())
      const store = await openPostgres({ url: database.url, operations, log: silentLog, ...options })
      opened.add(store)
      return store
    },
    async dispose() {
      await closeAll(opened)
      await database?.drop()
      making = undefined
    },
    place: () => database?.url ?? '',
  }
}

/** Environment of a gateway that works on a fresh database of this engine; dispose of the engine after it. */
export async function databaseOf(engine: TestStore): Promise<Record<string, string>> {
  if (engine.name === 'embedded') return {}
  await (await engine.open()).close()
  return { DATABASE_URL: engine.place() }
}

async function closeAll(opened: Set<MaintainedStore>): Promise<void> {
  await Promise.all([...opened].map((store) => store.close()))
  opened.clear()
}

interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** A database of its own on the test server, with the schema already in place. */
async function freshDatabase(): Promise<TestDatabase> {
  const server = await ensurePostgres()
  const name = `rookery_test_${randomBytes(6).toString('hex')}`
  await onServer(server.url, async (client) => {
    const template = await ensureTemplate(client, server.url)
    await client.query(`create database ${name} template ${template}`)
  })
  return {
    url: onDatabase(server.url, name),
    async drop() {
      await onServer(server.url, (client) => client.query(`drop database if exists ${name} with (force)`))
      await server.stop()
    },
  }
}

/** One template per schema, made by the first suite that needs it. */
async function ensureTemplate(client: Client, url: string): Promise<string> {
  const schema = JSON.stringify(migrations.map((migration) => migration.statements(postgres)))
  const template = `rookery_template_${createHash('sha256').update(schema).digest('hex').slice(0, 12)}`
  await client.query('select pg_advisory_lock(7066541)')
  try {
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [template])
    if (rows.length > 0) return template
    const unfinished = `${template}_new`
    await client.query(`drop database if exists ${unfinished} with (force)`)
    await client.query(`create database ${unfinished}`)
    await migratePostgres(onDatabase(url, unfinished), Date.now())
    await client.query(`alter database ${unfinished} rename to ${template}`)
    return template
  } finally {
    await client.query('select pg_advisory_unlock(7066541)')
  }
}

async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function onDatabase(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}
