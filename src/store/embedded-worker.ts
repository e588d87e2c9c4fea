import { parentPort, workerData } from 'node:worker_threads'
import type { OperationTable } from './port/operation.ts'
import { openForWriting, serveWriter } from './writer.ts'
import { toWire, type FromWriter, type WriterData } from './wire.ts'

/**
 * Serves the embedded store from a worker thread. The worker's entry belongs to the application, since only it knows
 * every operation: `serveStore(operations)` with the same table that `openEmbedded` gets, and nothing else.
 */
export function serveStore(operations: OperationTable): void {
  if (!parentPort) throw new Error('serveStore runs in a worker thread only')
  const { store } = workerData as { store: WriterData }
  try {
    serveWriter(parentPort, openForWriting(store.file, Date.now()), operations)
  } catch (error) {
    const message: FromWriter = { broken: toWire(error) }
    parentPort.postMessage(message)
    parentPort.close()
  }
}
