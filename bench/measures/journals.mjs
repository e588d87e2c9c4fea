/**
 * Reading from a large table: five million messages in ten thousand chats of one instance, written by SQL beforehand. A page of a
 * chat's history and single messages by id, one request at a time, chats at random; contacts and chats whole.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { startGateway } from '../lib/gateway.mjs'
import { median, percentile } from '../lib/numbers.mjs'
import { journalNumber } from '../lib/numbers-of.mjs'

const CHATS = 10_000
const PAGE = 100
const FIRST_PHONE = 49_160_000_000
const SEED = 20_241_107

export async function journals(bench) {
  const each = bench.quick ? 5 : 500
  const reads = bench.quick ? 50 : 500
  const folder = join(bench.folder, 'journals')
  const owner = await linked(bench, folder)
  bench.log(`writing ${(CHATS * each).toLocaleString('en-GB')} messages`)
  seed(folder, owner.id, each)
  const gateway = await startGateway({ folder, facts: bench.facts })
  try {
    const instance = gateway.instance(owner)
    await instance.untilState('authorized')
    const chance = numbers(SEED)
    const chat = () => `${FIRST_PHONE + Math.floor(chance() * CHATS) + 1}@c.us`
    const page = { history: [], message: [] }
    const whole = { getContacts: [], getChats: [] }
    for (let round = 0; round < bench.rounds; round++) {
      page.history.push(await many(reads, () => history(instance, chat())))
      page.message.push(await many(reads, () => message(instance, chance, each)))
      for (const [method, times] of Object.entries(whole)) times.push(await timed(() => list(instance, method)))
    }
    return { messages: CHATS * each, chats: CHATS, page: PAGE, each, reads: page, whole }
  } finally {
    await gateway.stop()
  }
}

async function linked(bench, folder) {
  const number = journalNumber(0)
  await bench.sandbox.call('phones', [number])
  const gateway = await startGateway({ folder, facts: bench.facts })
  try {
    const instance = await gateway.createInstance()
    await bench.sandbox.call('scan', { number, png: await instance.qr() })
    await instance.untilState('authorized')
    return { id: instance.id, token: instance.token }
  } finally {
    await gateway.stop()
  }
}

/** One minute lies between a chat's messages; of every two one is ours. */
function seed(folder, instance, each) {
  const now = Date.now() - 60_000
  const series = (count) =>
    `(with recursive t(i) as (select 1 union all select i + 1 from t where i < ${count}) select i from t)`
  const content = JSON.stringify({
    kind: 'text',
    text: 'Your order has left the warehouse and comes tomorrow before noon.',
  })
  const require = createRequire(import.meta.url)
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite') ?? require('@photostructure/sqlite')
  const database = new DatabaseSync(join(folder, 'rookery.sqlite'))
  try {
    database.exec('pragma synchronous = off; pragma cache_size = -400000; begin')
    database.exec(`insert into peer (id, instance, kind, phone, lid, group_id, name, contact_name, merged_into, updated_at)
      select 'bench-' || i, ${instance}, 'person', cast(${FIRST_PHONE} + i as text), null, null, 'Person ' || i, '', null, ${now}
      from ${series(CHATS)}`)
    // in the order of time, as they would have come
    database.exec(`insert into journal (instance, at, seq, id_message, chat, author, direction, by_api, type_message,
        content, status, status_text, status_at, is_edited, is_deleted, is_read)
      select ${instance}, at, 1000000000 + n, 'BENCH' || n, 'bench-' || chat, iif(n % 2, 'bench-' || chat, null),
        iif(n % 2, 'incoming', 'outgoing'), 0, 'textMessage', '${content}', iif(n % 2, '', 'read'), '', at, 0, 0, 0
      from (select ${now} - (${each} - m.i) * 60000 + c.i as at, m.i * ${CHATS} + c.i as n, c.i as chat
        from ${series(each)} m cross join ${series(CHATS)} c)`)
    database.exec('commit')
  } finally {
    database.close()
  }
}

async function history(instance, chatId) {
  const rows = await instance.post('getChatHistory', { chatId, count: PAGE })
  if (rows.length === 0) throw new Error(`the history of ${chatId} is empty`)
}

async function message(instance, chance, each) {
  const chat = Math.floor(chance() * CHATS) + 1
  const idMessage = `BENCH${(Math.floor(chance() * each) + 1) * CHATS + chat}`
  const found = await instance.post('getMessage', { chatId: `${FIRST_PHONE + chat}@c.us`, idMessage })
  if (found.idMessage !== idMessage) throw new Error(`${idMessage} was not found`)
}

async function list(instance, method) {
  const rows = await instance.get(method)
  if (rows.length < CHATS) throw new Error(`${method} has ${rows.length} rows`)
}

async function many(count, work) {
  const times = []
  for (let at = 0; at < count; at++) times.push(await timed(work))
  return { p50: median(times), p99: percentile(times, 0.99) }
}

async function timed(work) {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** The same chats in every run (mulberry32). */
function numbers(start) {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
