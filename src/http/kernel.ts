import type { Ports } from '../contract/ports.ts'
import type { ClientReader } from './client.ts'
import type { OpenCalls } from './call.ts'
import type { Limiter } from './limit.ts'
import type { Meter } from './meter.ts'
import type { Routes } from './routes.ts'

/** What one server shares between its requests. */
export interface Kernel {
  readonly routes: Routes
  readonly ports: Ports
  readonly limiter: Limiter
  readonly open: OpenCalls
  readonly clientOf: ClientReader
  readonly meter: Meter
  /** Development and tests: undeclared failures and replies that break their schema become a 500. */
  readonly strict: boolean
}
