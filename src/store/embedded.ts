import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { Failure } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { DEFAULT_BOUNDS, type StoreBounds } from './port/bounds.ts'
import { storeClosed, storeLost } from './port/errors.ts'
import type { Operation, OperationTable } from './port/operation.ts'
import type { MaintainedStore } from './port/store.ts'
import { nameOf, namesOf } from './port/table.ts'
import { drive } from './sql/drive.ts'
import { openSqlite } from './sql/driver.ts'
import { fromWire, type FromWriter, type ToWriter, type WriterData } from './wire.ts'
import { openForWriting, serveWriter } from './writer.ts'
import { WriterClient } from './writer-client.ts'

/** The database's file inside its folder. */
export const DATABASE_FILE = 'rookery.sqlite'

export interface EmbeddedOptions {
  /** Made when missing, readable by the owner alone. */
  folder: string
  operations: OperationTable
  /**
   * Module that calls `serveStore(operations)`; a `.ts` address is taken as its compiled `.js` neighbour when this
   * code runs compiled. Absent: the writer runs on the calling thread and blocks it, for tests and one-off commands.
   */
  workerEntry?: URL
  log: Log
  bounds?: StoreBounds
}

/**
 * Opens the store that needs no server: SQLite with one writer thread and a read-only connection on the calling
 * thread. Brings the schema up to date first; rejects with `storeNewer` when the database is newer than the code.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<MaintainedStore> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const file = join(options.folder, DATABASE_FILE)
  // SQLite gives its other files the mode of this one
  closeSync(openSync(file, 'a', 0o600))
  const thread = options.workerEntry
    ? await startWorker(options.workerEntry, file)
    : startHere(file, options.operations)
  const client = new WriterClient(thread.port, options.bounds ?? DEFAULT_BOUNDS)
  let closing = false
  thread.port.on('message', (message: FromWriter) => {
    if ('outputs' in message) client.answered(message)
  })
  thread.port.on('error', (error: unknown) => lost(error))
  void thread.ended.then(() => closing || lost(new Error('the writer thread has ended')))
  const lost = (cause: unknown) => {
    options.log.error({ error: String(cause) }, 'the database writer is lost')
    client.lost(new Failure(storeLost, { cause }))
  }
  const store = storeOf(file, options.operations, client)
  return {
    ...store,
    async close() {
      closing = true
      await store.close()
      const close: ToWriter = 'close'
      thread.port.postMessage(close)
      await thread.ended
    },
  }
}

function storeOf(file: string, operations: OperationTable, client: WriterClient): MaintainedStore {
  const names = namesOf(operations)
  const reader = openSqlite(file, { readOnly: true })
  reader.exec('pragma busy_timeout = 5000; pragma query_only = on; pragma cache_size = -8000')
  let closed: Promise<void> | undefined
  return {
    engine: 'embedded',
    async write<I, O>(operation: Operation<I, O>, input: I): Promise<O> {
      return (await client.write(nameOf(names, operation), input)) as O
    },
    async read<I, O>(operation: Operation<I, O>, input: I): Promise<O> {
      nameOf(names, operation)
      if (closed) throw new Failure(storeClosed)
      return drive(operation(input), reader)
    },
    async maintain() {
      // SQLite checkpoints on its own and its journal has no partitions
    },
    close() {
      closed ??= client.finish().then(() => reader.close())
      return closed
    },
  }
}

interface Thread {
  port: MessagePort | Worker
  /** Resolves when the writer has gone, wanted or not. */
  ended: Promise<unknown>
}

function startHere(file: string, operations: OperationTable): Thread {
  const database = openForWriting(file, Date.now())
  const { port1, port2 } = new MessageChannel()
  const ended = new Promise((resolve) => port1.once('close', resolve))
  serveWriter(port2, database, operations)
  return { port: port1, ended }
}

async function startWorker(entry: URL, file: string): Promise<Thread> {
  const compiled = import.meta.url.endsWith('.js')
  const href = compiled ? entry.href.replace(/\.ts$/, '.js') : entry.href
  const store: WriterData = { file }
  const worker = href.endsWith('.ts')
    ? new Worker(new URL('./worker-dev.mjs', import.meta.url), { workerData: { store, entry: href } })
    : new Worker(new URL(href), { workerData: { store } })
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  const first = await new Promise<FromWriter>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the writer thread has ended before it was ready')))
  })
  if ('broken' in first) {
    await ended
    throw fromWire(first.broken)
  }
  return { port: worker, ended }
}
