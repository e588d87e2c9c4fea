import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testStores, type TestStore } from '../../test/database.ts'
import { silentLog } from '../base/log.ts'
import { backupEmbedded, backupPostgres, mediaOfBackup, type BackupManifest } from './backup.ts'
import { DATABASE_FILE } from './embedded.ts'
import { suiteOperations } from './operations.spec-suite.ts'
import { all, one, run, sql, type OperationTable, type Step } from './port/operation.ts'
import type { Store } from './port/store.ts'
import { restoreEmbedded, restorePostgres } from './restore.ts'
import { RESTORED_REASON, type RestoreReport } from './restored.ts'
import { openSqlite } from './sql/driver.ts'
import { typeParsers } from './sql/postgres-values.ts'
import { tablesOf } from './sql/tables.ts'

const AT = Date.UTC(2031, 3, 10)
const BYTES = Uint8Array.from({ length: 256 }, (_, i) => i)

const operations = {
  ...suiteOperations,
  *fill(): Step<void> {
    yield* run(sql`insert into id_prefix values ('1101', 'c', 'whatsapp', 'live', 7)`)
    yield* run(
      sql`insert into account (id, name, kind, status, created_at) values ('a', 'Ä🐦', 'partner', 'active', 1)`,
    )
    for (const id of [1101000001, 1101000002])
      yield* run(sql`insert into instance (id, account, prefix, name, messenger, network, tariff, token_hash, token_sealed, settings,
          state, state_reason, state_since, push_name, device_id, created_at, expires_at, revision)
        values (${id}, 'a', '1101', '', 'whatsapp', 'live', 'business', ${`h${id}`}, ${BYTES}, '{}', 'authorized', '', 0, '', '', 0, 0, 3)`)
    const states = ['accepted', 'handed', 'parked']
    for (const [seq, state] of states.entries()) {
      yield* run(sql`insert into outgoing (instance, seq, id_message, network_id, peer, method, request, content, state, reason,
          attempts, typing_ms, accepted_at, expires_at)
        values (1101000001, ${seq}, ${state}, ${state}, 'p', 'sendMessage', '{}', '{}', ${state}, 'before', 0, 0, 0, 0)`)
      yield* run(sql`insert into journal (instance, at, seq, id_message, chat, direction, by_api, type_message, content, status,
          status_text, status_at, is_edited, is_deleted, is_read)
        values (1101000001, ${AT - seq}, ${seq}, ${state}, 'c', 'outgoing', 1, 'textMessage', '{}', 'pending', '', 0, 0, 0, 0)`)
    }
    yield* run(sql`insert into outgoing_pace (instance, last_sent_at, paused) values (1101000001, 5, 0)`)
    yield* run(sql`insert into session_creds (instance, creds, epoch, stale) values (1101000001, ${BYTES}, 4, 0)`)
    for (const [name, value] of [
      ['receipt', 41],
      ['journal', 9],
    ] as const)
      yield* run(sql`insert into counter (instance, name, value) values (1101000001, ${name}, ${value})`)
    yield* run(sql`insert into counter (instance, name, value) values (0, 'revision', 12)`)
    for (let i = 0; i < 1234; i++)
      yield* run(sql`insert into notification (instance, receipt, event_id, type, body, created_at, expires_at, attempts, next_at)
        values (1101000002, ${i}, ${`e${i}`}, 'test', '{"a":"\\u0000"}', 0, 0, 0, ${2n ** 60n + BigInt(i)})`)
    for (const [handle, expires] of [
      ['0a', AT + 1],
      ['0b', AT],
      ['0c', AT + 2],
    ] as const)
      yield* run(sql`insert into media (handle, instance, file_name, mime_type, size, created_at, expires_at)
        values (${handle}, null, 'f', 't', 1, 0, ${expires})`)
  },
  *queue(): Step<unknown[]> {
    return yield* all(sql`select o.seq, o.state, o.reason, j.status, j.status_text as text, p.paused from outgoing o
      join journal j on j.instance = o.instance and j.id_message = o.id_message
      join outgoing_pace p on p.instance = o.instance order by o.seq`)
  },
  *rest(): Step<unknown> {
    return yield* one(sql`select (select count(*) from outgoing_pace where paused = 1) as paused,
      (select stale from session_creds) as stale, (select next_number from id_prefix) as next,
      (select value from counter where instance = 1101000001 and name = 'receipt') as receipt,
      (select value from counter where instance = 1101000001 and name = 'journal') as journal,
      (select value from counter where instance = 0) as revision`)
  },
} satisfies OperationTable

/** Every row of a store, by table. */
async function dump(engine: TestStore): Promise<Map<string, string[]>> {
  const file = engine.name === 'embedded' ? join(engine.place(), DATABASE_FILE) : ':memory:'
  const database = openSqlite(file, { readOnly: engine.name === 'embedded' })
  const rows = new Map<string, string[]>()
  const words = (row: object): string =>
    Object.entries(row)
      .map(
        ([name, value]) =>
          `${name}=${value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)}`,
      )
      .toSorted()
      .join()
  if (engine.name === 'embedded')
    for (const { name } of tablesOf(database))
      rows.set(name, [...database.rows({ text: `select * from ${name}`, values: [] })].map(words).toSorted())
  else {
    const client = new Client({ connectionString: engine.place(), types: typeParsers })
    await client.connect()
    const tables = await client.query<{ name: string }>(`select relname as name from pg_class
      where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace and relname <> 'schema_migration'`)
    for (const { name } of tables.rows)
      rows.set(name, (await client.query<object>(`select * from ${name}`)).rows.map(words).toSorted())
    await client.end()
  }
  database.close()
  return rows
}

let scratch: string
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rookery-backup-'))
})
afterEach(() => rm(scratch, { recursive: true, force: true }))

function backup(engine: TestStore, target: string): Promise<BackupManifest> {
  if (engine.name === 'embedded') return backupEmbedded({ folder: engine.place(), target, at: AT })
  return backupPostgres({ url: engine.place(), target, at: AT })
}

/** Restores into a fresh store: its own folder, or a database that has just been made. */
async function restore(engine: TestStore, from: string): Promise<RestoreReport> {
  const made = await engine.open()
  await made.close()
  if (engine.name === 'postgres') return restorePostgres({ backup: from, url: engine.place(), at: AT, log: silentLog })
  for (const name of await readdir(engine.place())) await rm(join(engine.place(), name))
  return restoreEmbedded({ backup: from, folder: engine.place(), at: AT })
}

const sources = testStores(operations)
const pairs = sources.flatMap((source) => testStores(operations).map((target) => ({ source, target })))

describe.each(pairs)('from $source.name to $target.name', ({ source, target }) => {
  let store: Store
  let folder: string
  beforeEach(async () => {
    store = await source.open()
    await store.write(operations.fill, undefined)
    folder = join(scratch, 'backup')
  })
  afterEach(async () => {
    await source.dispose()
    await target.dispose()
  })

  it('keeps every row, and distrusts what the world has moved on from', async () => {
    const before = await dump(source)
    expect(await backup(source, folder)).toEqual({ format: 1, engine: source.name, at: AT })
    expect((await readdir(folder)).toSorted()).toEqual(['backup.json', DATABASE_FILE])
    expect((await stat(join(folder, DATABASE_FILE))).mode & 0o777).toBe(0o600)
    expect(await mediaOfBackup(folder)).toEqual(['0a', '0c'])
    expect(await restore(target, folder)).toEqual({ parked: 2, paused: 2, stale: 1 })

    const restored = await target.open()
    const parked = { state: 'parked', reason: RESTORED_REASON, status: 'failed', text: RESTORED_REASON, paused: 1 }
    expect(await restored.read(operations.queue, undefined)).toMatchObject([
      { seq: 0, ...parked },
      { seq: 1, ...parked },
      { seq: 2, state: 'parked', reason: 'before', status: 'pending', text: '', paused: 1 },
    ])
    expect(await restored.read(operations.rest, undefined)).toMatchObject({
      paused: 2,
      stale: 1,
      next: 10_007,
      receipt: 1_000_041,
      journal: 9,
      revision: 1_000_000_012,
    })
    const after = await dump(target)
    const changed = ['outgoing', 'journal', 'outgoing_pace', 'session_creds', 'counter', 'id_prefix']
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted())
    for (const [table, rows] of before) if (!changed.includes(table)) expect(after.get(table)).toEqual(rows)
    for (const table of changed.filter((name) => name !== 'outgoing_pace'))
      expect(after.get(table)).toHaveLength(before.get(table)?.length ?? -1)
  })
})

describe.each(sources)('a restore into $name', (engine) => {
  afterEach(() => engine.dispose())

  it('refuses a database that is in use, and a folder that holds no whole backup', async () => {
    const store = await engine.open()
    await store.write(operations.fill, undefined)
    const folder = join(scratch, 'backup')
    await backup(engine, folder)
    const again =
      engine.name === 'embedded'
        ? restoreEmbedded({ backup: folder, folder: engine.place(), at: AT })
        : restorePostgres({ backup: folder, url: engine.place(), at: AT, log: silentLog })
    await expect(again).rejects.toThrow(/exists|not empty/)
    await rm(join(folder, 'backup.json'))
    await expect(restoreEmbedded({ backup: folder, folder: join(scratch, 'new'), at: AT })).rejects.toThrow(
      'no whole backup',
    )
    expect(await store.read(operations.rest, undefined)).toMatchObject({ next: 7 })
  })
})

it('copies an embedded database while another process writes to it', async () => {
  const folder = join(scratch, 'store')
  const script = fileURLToPath(new URL('./killed.spec-suite.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, 'r'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => acknowledged.push(line))
  while (acknowledged.length < 300) await once(lines, 'line')
  const before = [...acknowledged]
  const target = join(scratch, 'backup')
  await backupEmbedded({ folder, target, at: AT })
  const restored = join(scratch, 'restored')
  await restoreEmbedded({ backup: target, folder: restored, at: AT })
  const database = openSqlite(join(restored, DATABASE_FILE), { readOnly: true })
  const names = new Set([...database.rows({ text: 'select name from setting', values: [] })].map((row) => row['name']))
  database.close()
  expect(before.filter((name) => !names.has(name))).toEqual([])
  // the writer was never stopped: it goes on past what the copy holds
  while (acknowledged.length <= names.size) await once(lines, 'line')
  child.kill('SIGKILL')
  await once(child, 'exit')
})

it('leaves nothing behind that looks like a backup when copying fails', async () => {
  const folder = join(scratch, 'empty')
  await expect(backupEmbedded({ folder, target: join(scratch, 'backup'), at: AT })).rejects.toThrow()
  await expect(readFile(join(scratch, 'backup', 'backup.json'))).rejects.toThrow('ENOENT')
  await writeFile(join(scratch, 'backup', 'backup.json'), '{"format":2}')
  await expect(mediaOfBackup(join(scratch, 'backup'))).rejects.toThrow('newer version')
})
