import { Client } from 'pg'
import type { Log } from '../../base/log.ts'
import { postgres } from './dialect.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { queryConfig, rowsOf, typeParsers } from './postgres-values.ts'

// any number that no other program uses on the same database
const MIGRATION_LOCK = 7_066_539
const PARTITION_LOCK = 7_066_540

/** Brings the schema up to date in one transaction; of several starting nodes one does it, the others wait for it. */
export async function migratePostgres(url: string, at: number): Promise<string[]> {
  return await withClient(url, async (client) => {
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
    const body = migrate({ migrations, dialect: postgres, at })
    let next = body.next()
    while (!next.done) {
      const { text, values } = queryConfig(next.value)
      next = body.next(rowsOf(await client.query(text, values)))
    }
    await client.query('commit')
    return next.value
  })
}

/**
 * Gives the journal a partition for last month, this one and the next, and one for every other time (history from a
 * phone is older). A month that already has rows in the default partition stays there: slower to read, never wrong.
 */
export async function ensureJournalPartitions(url: string, now: number, log: Log): Promise<void> {
  await withClient(url, async (client) => {
    // held until the connection ends: `if not exists` alone does not hold against another node at the same moment
    await client.query(`select pg_advisory_lock(${PARTITION_LOCK})`)
    await client.query('create table if not exists journal_default partition of journal default')
    const date = new Date(now)
    for (const offset of [-1, 0, 1]) {
      const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1)
      const until = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset + 1, 1)
      const name = `journal_${new Date(from).toISOString().slice(0, 7).replace('-', '_')}`
      try {
        await client.query(
          `create table if not exists ${name} partition of journal for values from (${from}) to (${until})`,
        )
      } catch (error) {
        log.warn({ partition: name, error: String(error) }, 'the journal has no partition for a month')
      }
    }
  })
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, types: typeParsers, application_name: 'rookery' })
  // a lost connection fails the query under way; unheard, the event would end the process as well
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
