import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { systemClock } from '../base/clock.ts'
import { mintId } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { inProcessBus } from '../bus/in-process.ts'
import { openDiskMedia, type DiskMedia } from '../media/disk.ts'
import { all, run, sql, type Row, type Step } from '../store/port/operation.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { keepHouse } from './housekeeping.ts'
import { operations } from './operations.ts'

const DAY = 86_400_000
const now = Date.now()
/** More than two chunks of each kind, so that a single chunk would leave some. */
const MANY = 230
const LIVING = 1101000001
const GONE = 1101000002
const RECENT = 1101000003

/** Instances, and `count` rows of every kind at a time. */
function* addInstances(): Step<void> {
  yield* run(sql`insert into account (id, name, kind, status, created_at) values ('A', 'a', 'partner', 'active', 1)`)
  yield* run(sql`insert into id_prefix (prefix, cell, messenger, network, next_number)
    values ('1101', 'main', 'whatsapp', 'live', 9)`)
  for (const [id, deleted] of [
    [LIVING, null],
    [GONE, now - 8 * DAY],
    [RECENT, now - 6 * DAY],
  ] as const)
    yield* run(sql`insert into instance (id, account, prefix, name, messenger, network, tariff, token_hash, token_sealed,
        settings, state, state_reason, state_since, push_name, device_id, created_at, deleted_at, expires_at, revision)
      values (${id}, 'A', '1101', 'i', 'whatsapp', 'live', 'x', ${`h${id}`}, ${Uint8Array.of(1)}, '{}', 'authorized', '', 1,
        '', '', 1, ${deleted}, 9, 1)`)
}

function* addRows(input: { instance: number; at: number; ids: string[] }): Step<void> {
  const { instance, at } = input
  const bytes = Uint8Array.of(7)
  for (const [i, id] of input.ids.entries()) {
    yield* run(sql`insert into journal (instance, at, seq, id_message, chat, direction, by_api, type_message, content, status,
        status_text, status_at, is_edited, is_deleted, is_read)
      values (${instance}, ${at + i}, ${at + i}, ${id}, 'c', 'incoming', 0, 'textMessage', '{}', '', '', 0, 0, 0, 0)`)
    yield* run(sql`insert into raw_message (instance, id_message, chat, from_me, raw, at)
      values (${instance}, ${id}, 'c', 0, ${bytes}, ${at + i})`)
    yield* run(sql`insert into seen_message (instance, chat, author, id_message, class)
      values (${instance}, 'c', 'a', ${id}, 'message')`)
    yield* run(sql`insert into delivery (event_id, instance, type, body, outcome, created_at, ended_at)
      values (${id}, ${instance}, 't', '{}', 'delivered', ${at}, ${at})`)
    yield* run(sql`insert into delivery_attempt (event_id, attempt, instance, url, at, took_ms, status, error)
      values (${id}, 1, ${instance}, 'u', ${at}, 1, 200, '')`)
    yield* run(sql`insert into idempotency (account, key, method, request_hash, reply_sealed, at)
      values ('A', ${id}, 'm', 'h', ${bytes}, ${at})`)
    yield* run(sql`insert into link_page (token_hash, instance, frame_origins, created_at, expires_at)
      values (${id}, ${instance}, '[]', ${at}, ${at})`)
    yield* run(sql`insert into inbox (instance, id, seq, stanza, plaintext, bytes, at, done_at)
      values (${instance}, ${id}, ${at + i}, ${bytes}, ${bytes}, 2, ${at}, ${at})`)
  }
}

function* countAll(): Step<Row[]> {
  const tables = ['journal', 'raw_message', 'seen_message', 'delivery', 'delivery_attempt', 'idempotency', 'link_page']
  const rows: Row[] = []
  for (const table of [...tables, 'inbox'])
    rows.push(...(yield* all<Row>({ text: `select '${table}' as name, count(*) as n from ${table}`, values: [] })))
  rows.push(...(yield* all<Row>(sql`select 'erased' as name, count(*) as n from instance where erased_at is not null`)))
  return rows
}

describe.each(testStores({ ...operations, addInstances, addRows, countAll }))('$name', (engine) => {
  let store: MaintainedStore
  let folder: string
  let media: DiskMedia
  beforeAll(async () => {
    store = await engine.open()
    await store.write(addInstances, undefined)
  })
  afterAll(() => engine.dispose())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rookery-house-'))
    media = await openDiskMedia({
      folder,
      store,
      clock: systemClock,
      log: silentLog,
      mediaUrl: 'http://m',
      sign: () => 's',
    })
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const retention = { journalMs: 90 * DAY, mediaMs: 15 * DAY, deliveryMs: 7 * DAY, eraseMs: 7 * DAY }
  const world = () => ({ store, media, bus: inProcessBus(), clock: systemClock, log: silentLog, retention })
  const counts = async () => Object.fromEntries((await store.read(countAll, undefined)).map(({ name, n }) => [name, n]))
  const add = (instance: number, at: number, count: number) =>
    store.write(addRows, { instance, at, ids: Array.from({ length: count }, () => mintId(at)) })
  const file = (expiresAt: number, instance?: number) =>
    media.put(Readable.from([Buffer.from('x')]), {
      fileName: 'f',
      mimeType: 'text/plain',
      expiresAt,
      limit: 10,
      ...(instance === undefined ? {} : { instance }),
    })
  const stored = async () => {
    const folders = (await readdir(folder)).filter((name) => name !== 'tmp')
    return (await Promise.all(folders.map((name) => readdir(join(folder, name))))).flat().length
  }

  test('what is past its time goes, chunk by chunk; what is not stays; a deleted instance goes whole', async () => {
    const old = now - 91 * DAY
    await add(LIVING, old, MANY)
    await add(LIVING, now, 3)
    await add(GONE, now - 1000, MANY)
    await add(RECENT, now - 1000, 5)
    await file(now - 1)
    await file(now + DAY, GONE)
    const kept = await file(now + DAY, RECENT)
    const house = keepHouse(world())
    await expect.poll(counts).toEqual({
      journal: 8,
      raw_message: 8,
      // never forgotten of a living instance
      seen_message: MANY + 8,
      delivery: 8,
      delivery_attempt: 8,
      idempotency: MANY + 8,
      link_page: 8,
      inbox: 8,
      erased: 1,
    })
    await expect.poll(stored).toBe(1)
    await house.stop()
    const left = await media.open(kept.handle)
    left?.stream.destroy()
    expect(left).toBeDefined()
  })
})
