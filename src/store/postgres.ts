import { DatabaseError, Pool, type PoolClient } from 'pg'
import { Failure } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { DEFAULT_BOUNDS, sizeOf, type StoreBounds } from './port/bounds.ts'
import { storeBusy, storeClosed, storeLost } from './port/errors.ts'
import type { Operation, OperationTable, Rows, Statement, Step } from './port/operation.ts'
import type { MaintainedStore } from './port/store.ts'
import { nameOf, namesOf } from './port/table.ts'
import { ensureJournalPartitions, migratePostgres } from './sql/postgres-schema.ts'
import { queryConfig, rowsOf, typeParsers } from './sql/postgres-values.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string
  operations: OperationTable
  log: Log
  /** Connections that write, each one transaction at a time (default 8). */
  writers?: number
  /** Connections that read (default 4), so that reads never wait behind writes. */
  readers?: number
  bounds?: StoreBounds
}

const ATTEMPTS = 5
const BEGIN = { text: 'begin', values: [] }
const COMMIT = { text: 'commit', values: [] }
const ROLLBACK = { text: 'rollback', values: [] }

/**
 * Opens the store on a PostgreSQL server (15 or newer). Brings the schema up to date first, under an advisory lock;
 * rejects with `storeNewer` when the database is newer than the code. Transactions are READ COMMITTED.
 */
export async function openPostgres(options: PostgresOptions): Promise<MaintainedStore> {
  const { url, operations, log, bounds = DEFAULT_BOUNDS } = options
  const names = namesOf(operations)
  const writers = openPool(url, options.writers ?? 8, log)
  const readers = openPool(url, options.readers ?? 4, log)
  readers.on('connect', (client) => {
    // sent before the connection's first query, on the same wire; a connection that refuses it is lost anyway
    client.query('set default_transaction_read_only = on').catch(() => undefined)
  })
  const end = async () => {
    await Promise.all([writers.end(), readers.end()])
  }
  try {
    await migratePostgres(url, Date.now())
    await ensureJournalPartitions(url, Date.now(), log)
  } catch (error) {
    await end()
    throw error
  }
  const writes = new Queue(bounds)
  const reads = new Queue(bounds)
  let closed: Promise<void> | undefined
  return {
    engine: 'postgres',
    async write<I, O>(operation: Operation<I, O>, input: I): Promise<O> {
      nameOf(names, operation)
      return await writes.take(sizeOf(input), () => transact(writers, () => operation(input)))
    },
    async read<I, O>(operation: Operation<I, O>, input: I): Promise<O> {
      nameOf(names, operation)
      return await reads.take(0, () => readOn(readers, operation(input)))
    },
    maintain: (now) => ensureJournalPartitions(url, now, log),
    close() {
      closed ??= Promise.all([writes.finish(), reads.finish()]).then(end)
      return closed
    },
  }
}

function openPool(url: string, max: number, log: Log): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    pipeline: true,
    types: typeParsers,
    application_name: 'rookery',
    keepAlive: true,
    connectionTimeoutMillis: 30_000,
  })
  // A connection that breaks (server restart) is replaced at its next use. Unheard, the event ends the process: the
  // pool hears its idle connections only, those at work need a listener of their own.
  const heard = (error: Error) => log.warn({ error: error.message }, 'a database connection was lost')
  pool.on('error', heard)
  pool.on('connect', (client) => client.on('error', heard))
  return pool
}

/** Runs an operation in a transaction, again after a deadlock or serialization failure. */
async function transact<T>(pool: Pool, start: () => Step<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await connect(pool)
    let broken = false
    try {
      return await attemptOn(client, start())
    } catch (error) {
      broken = !(await rollback(client))
      if (broken || attempt === ATTEMPTS || !isRetryable(error)) throw error
    } finally {
      client.release(broken)
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt))
  }
}

async function attemptOn<T>(client: PoolClient, body: Step<T>): Promise<T> {
  let next = body.next()
  // an operation that decides without the database needs no transaction
  if (next.done) return next.value
  // BEGIN travels with the first statement: one round trip for both
  const begun = query(client, BEGIN)
  const first = query(client, next.value)
  const [, rows] = await Promise.all([begun, first])
  next = body.next(rows)
  while (!next.done) next = body.next(await query(client, next.value))
  await query(client, COMMIT)
  return next.value
}

async function rollback(client: PoolClient): Promise<boolean> {
  try {
    await query(client, ROLLBACK)
    return true
  } catch {
    return false
  }
}

async function readOn<T>(pool: Pool, body: Step<T>): Promise<T> {
  let next = body.next()
  if (next.done) return next.value
  const client = await connect(pool)
  let broken = false
  try {
    while (!next.done) next = body.next(await query(client, next.value))
    return next.value
  } catch (error) {
    broken = error instanceof Failure && error.kind === storeLost
    throw error
  } finally {
    client.release(broken)
  }
}

async function query(client: PoolClient, statement: Statement): Promise<Rows> {
  const config = queryConfig(statement)
  try {
    return rowsOf(await client.query(config))
  } catch (error) {
    throw isLoss(error) ? new Failure(storeLost, { cause: error }) : withoutValues(error)
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (cause) {
    throw new Failure(storeLost, { cause })
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01')
}

// the server names the failing row's values, which may be a person's words; errors are logged
function withoutValues(error: unknown): unknown {
  return error instanceof DatabaseError ? Object.assign(error, { detail: undefined, where: undefined }) : error
}

// anything that is not an answer of the server, and its last words (class 08, 57P01 to 57P03)
function isLoss(error: unknown): boolean {
  return !(error instanceof DatabaseError) || /^(?:08|57P)/.test(error.code ?? '')
}

/** Counts what waits, refuses what is too much and lets `close` wait for the rest. */
class Queue {
  readonly #bounds: StoreBounds
  #waiting = 0
  #bytes = 0
  #closed = false
  #idle: (() => void)[] = []

  constructor(bounds: StoreBounds) {
    this.#bounds = bounds
  }

  async take<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Failure(storeClosed)
    const full = this.#waiting > 0 && this.#bytes + bytes > this.#bounds.bytes
    if (full || this.#waiting >= this.#bounds.operations) throw new Failure(storeBusy)
    this.#waiting += 1
    this.#bytes += bytes
    try {
      return await work()
    } finally {
      this.#waiting -= 1
      this.#bytes -= bytes
      if (this.#waiting === 0) for (const resolve of this.#idle.splice(0)) resolve()
    }
  }

  async finish(): Promise<void> {
    this.#closed = true
    if (this.#waiting > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }
}
