// Entry of the embedded store's writer thread: the same operations as everywhere, and nothing else of the gateway.
import { serveStore } from '../store/embedded-worker.ts'
import { operations } from './operations.ts'

serveStore(operations)
