import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import { Failure } from '../base/errors.ts'
import type { OperationTable } from './port/operation.ts'
import { storeBusy } from './port/errors.ts'
import type { Body } from './port/table.ts'
import { sqlite } from './sql/dialect.ts'
import { drive } from './sql/drive.ts'
import { openSqlite, type Sqlite } from './sql/driver.ts'
import { migrate } from './sql/migrate.ts'
import { migrations } from './sql/migrations/index.ts'
import { toWire, type Answers, type FromWriter, type ToWriter, type WireError } from './wire.ts'

const LARGEST_COMMIT = 1000

const BEGIN = { text: 'begin immediate', values: [] }
const COMMIT = { text: 'commit', values: [] }
const ROLLBACK = { text: 'rollback', values: [] }
const SAVEPOINT = { text: 'savepoint operation', values: [] }
const RELEASE = { text: 'release operation', values: [] }
const UNDO = { text: 'rollback to operation', values: [] }

/** Opens the file for writing: every commit is synced before it is acknowledged. Brings the schema up to date. */
export function openForWriting(file: string, at: number): Sqlite {
  const database = openSqlite(file)
  try {
    database.exec(`pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;
      pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -8000;
      pragma wal_autocheckpoint = 2000; pragma journal_size_limit = 67108864`)
    database.exec('begin exclusive')
    try {
      drive(migrate({ migrations, dialect: sqlite, at }), database)
      database.exec('commit')
    } catch (error) {
      database.exec('rollback')
      throw error
    }
  } catch (error) {
    database.close()
    throw error
  }
  return database
}

/**
 * Answers the calls that arrive on `port` until it is told to close: whatever waits becomes one transaction, and is
 * acknowledged after its commit. Operations of one commit do not see each other fail.
 */
export function serveWriter(port: MessagePort, database: Sqlite, operations: OperationTable): void {
  const send = (message: FromWriter) => port.postMessage(message)
  port.on('message', (first: ToWriter) => {
    let message: ToWriter | undefined = first
    const waiting: unknown[] = []
    while (message !== undefined) {
      if (message === 'close') break
      for (const part of message.calls) waiting.push(part)
      message = waiting.length >= LARGEST_COMMIT * 2 ? undefined : receiveMessageOnPort(port)?.message
    }
    for (let from = 0; from < waiting.length; from += LARGEST_COMMIT * 2) {
      const answers = runBatch(database, operations, waiting.slice(from, from + LARGEST_COMMIT * 2))
      try {
        send(answers)
      } catch {
        send(withoutUncloneable(answers))
      }
    }
    if (message === 'close') {
      database.close()
      port.close()
    }
  })
  send({ ready: true })
}

/** Runs calls (name, input, …) in one transaction, each undone alone when it throws. */
export function runBatch(database: Sqlite, operations: OperationTable, calls: readonly unknown[]): Answers {
  const count = calls.length / 2
  const outputs: unknown[] = Array.from({ length: count })
  const errors: [number, WireError][] = []
  let stage = 'begin'
  try {
    database.query(BEGIN)
    stage = 'run'
    for (let i = 0; i < count; i++) {
      const body = operations[calls[2 * i] as string] as Body | undefined
      database.query(SAVEPOINT)
      try {
        if (!body) throw new Error(`the writer does not know the store operation ${String(calls[2 * i])}`)
        outputs[i] = drive(body(calls[2 * i + 1]), database)
      } catch (error) {
        // a full disk ends the whole transaction; then this throws as well and the batch is refused
        database.query(UNDO)
        errors.push([i, toWire(error)])
      }
      database.query(RELEASE)
    }
    database.query(COMMIT)
  } catch (error) {
    if (stage === 'run') abandon(database)
    const wire = toWire(stage === 'begin' && isBusy(error) ? new Failure(storeBusy, { cause: error }) : error)
    return { outputs, errors: outputs.map((_, i) => [i, wire] as const) }
  }
  return { outputs, errors }
}

function abandon(database: Sqlite): void {
  try {
    database.query(ROLLBACK)
  } catch {
    // SQLite has already rolled back
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /locked|busy/i.test(error.message)
}

/** The rows are committed by now, so the caller is told why the result cannot be shown. */
function withoutUncloneable(answers: Answers): Answers {
  const errors = [...answers.errors]
  const outputs = answers.outputs.map((output, i) => {
    try {
      return structuredClone(output)
    } catch (error) {
      errors.push([i, toWire(new Error('the result of a store operation cannot be cloned', { cause: error }))])
      return undefined
    }
  })
  return { outputs, errors }
}
