// Development only: a worker thread cannot load a .ts entry by itself on Node 20.
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
await import(workerData.entry)
