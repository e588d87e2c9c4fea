/**
 * The charge of one night by the production command `rookery bill run` (postings, hash chain, anchors, partner events),
 * in a process of its own, and `rookery ledger verify` behind it. Instances are rows made beforehand; PostgreSQL syncs
 * its commits.
 */
import { createRequire } from 'node:module'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { ensurePostgres } from '../../tools/test-postgres.mjs'

const PARTNERS = 50
const PROGRAM = new URL('../../bin/rookery.mjs', import.meta.url).pathname
const DAY = 86_400_000

export async function night(bench) {
  const sizes = bench.quick ? { embedded: 10_000, postgres: 20_000 } : { embedded: 100_000, postgres: 1_000_000 }
  return {
    rows: [
      await onEngine('embedded', sizes.embedded, bench.log),
      await onEngine('postgres', sizes.postgres / 10, bench.log),
      await onEngine('postgres', sizes.postgres, bench.log),
    ],
  }
}

async function onEngine(engine, size, log) {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-night-'))
  const server = engine === 'postgres' ? await openServer() : undefined
  const env = { ...process.env, ROOKERY_DATA: folder, ...(server ? { DATABASE_URL: server.url } : {}) }
  if (!server) delete env.DATABASE_URL
  try {
    await rookery(['migrate'], env)
    const prices = join(folder, 'prices.json')
    await writeFile(prices, '{"PARTNER_23": {"day": "0.39999997"}}')
    const publish = ['price', 'publish', '--list', 'standard', '--currency', 'EUR', '--from', '2020-01-01']
    await rookery([...publish, '--prices', prices], env)
    await seed(server?.url, folder, size)
    const run = await rookery(['bill', 'run'], env)
    const verify = await rookery(['ledger', 'verify'], env)
    log(
      `night, ${engine}, ${size} instances: ${run.seconds.toFixed(1)} s, ${run.megabytes} MB; verify ${verify.seconds.toFixed(1)} s: ${verify.out.trim()}`,
    )
    const charged = Number(/^(\d+) instance-days charged/.exec(run.out)?.[1])
    if (charged !== size) throw new Error(`${charged} of ${size} instances were charged`)
    return { engine, size, seconds: run.seconds, megabytes: run.megabytes, verifySeconds: verify.seconds }
  } finally {
    await server?.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A database of its own whose commits are synced, also where the tests' private server does not sync. */
async function openServer() {
  const server = await ensurePostgres()
  const name = `rookery_bench_${process.pid}_${Date.now()}`
  const admin = new Client({ connectionString: server.url })
  await admin.connect()
  await admin.query('alter system set fsync = on')
  await admin.query("alter system set max_wal_size = '4GB'")
  await admin.query('select pg_reload_conf()')
  await admin.query(`create database ${name}`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async close() {
      await admin.query(`drop database ${name} with (force)`)
      await admin.query('alter system reset fsync')
      await admin.query('alter system reset max_wal_size')
      await admin.end()
      await server.stop()
    },
  }
}

/** Fifty partners whose instances were made yesterday and charged for yesterday. */
async function seed(url, folder, size) {
  const now = Date.now()
  const today = new Date(now + 3 * 3_600_000).toISOString().slice(0, 10)
  const yesterday = new Date(now + 3 * 3_600_000 - DAY).toISOString().slice(0, 10)
  const created = Date.parse(`${today}T00:00:00+03:00`) - 3_600_000
  const series = (from, to) =>
    url
      ? `generate_series(${from}, ${to}) as t(i)`
      : `(with recursive t(i) as (select ${from} union all select i + 1 from t where i < ${to}) select i from t) t`
  const bytes = url ? "decode(repeat('00', 100), 'hex')" : 'zeroblob(100)'
  const statements = [
    "insert into id_prefix (prefix, cell, messenger, network, next_number) values ('7103', 'main', 'whatsapp', 'sandbox', 100000000)",
    `insert into account (id, name, kind, status, created_at)
      select 'partner-' || i, 'Partner', 'partner', 'active', 1 from ${series(1, PARTNERS)}`,
    `insert into billing_account (account, currency, seq, hash, night, night_after, night_done, night_charged, night_minor,
        enrolled_at, prepaid, tax_rate, due_days, party, credit_limit, refuse_over_limit, warned)
      select 'partner-' || i, 'EUR', 0, '', '${yesterday}', 0, 1, 0, 0, 1, 0, 0, 14, '{}', 100000000, 0, 0
      from ${series(1, PARTNERS)}`,
    `insert into instance (id, account, prefix, name, messenger, network, tariff, token_hash, token_sealed, settings,
        proxy_sealed, state, state_reason, state_since, phone, lid, push_name, device_id, linked_at, restricted_until,
        created_at, deleted_at, erased_at, expires_at, revision)
      select 7103000000 + i, 'partner-' || (1 + i % ${PARTNERS}), '7103', 'Instance', 'whatsapp', 'sandbox', 'PARTNER_23',
        'hash-' || i, ${bytes}, '${JSON.stringify({ webhookUrl: 'https://hooks.example.org/in' })}', null,
        'authorized', '', 1, null, null, '', '', null, null, ${created}, null, null, ${created + DAY}, i
      from ${series(1, size)}`,
  ]
  if (url) {
    const client = new Client({ connectionString: url })
    await client.connect()
    for (const text of statements) await client.query(text)
    await client.query('analyze')
    await client.end()
    return
  }
  const require = createRequire(import.meta.url)
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite') ?? require('@photostructure/sqlite')
  const database = new DatabaseSync(join(folder, 'rookery.sqlite'))
  for (const text of statements) database.exec(text)
  database.close()
}

function rookery(words, env) {
  const started = performance.now()
  const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  let megabytes = 0
  child.stdout.on('data', (chunk) => (out += chunk))
  const watch = setInterval(() => {
    megabytes = Math.max(megabytes, residentMegabytes(child.pid))
  }, 100)
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      clearInterval(watch)
      const seconds = (performance.now() - started) / 1000
      if (code === 0) resolve({ out, seconds, megabytes })
      else reject(new Error(`rookery ${words.join(' ')} ended with ${code}`))
    })
  })
}

function residentMegabytes(pid) {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}
