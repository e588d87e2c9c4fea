import type { Account } from './account.ts'
import type { Line } from './line.ts'
import type { Routes } from './routes.ts'
import type { EngineWorld } from './world.ts'

/** An open session, as a question sees it. */
export interface OpenSession {
  world: EngineWorld
  account: Account
  routes: Routes
  line: Line
}
