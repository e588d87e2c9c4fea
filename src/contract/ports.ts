import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Keyring } from '../base/sealing.ts'
import type { Bus } from '../bus/port.ts'
import type { EngineClient } from '../engines/client.ts'
import type { MediaStore } from '../media/port.ts'
import type { Store } from '../store/port/store.ts'

/** Public addresses, all derived from `PUBLIC_URL` in production; no trailing slash. */
export interface Addresses {
  apiUrl: string
  mediaUrl: string
  /** Base of hosted pages: linking pages live at `${pageUrl}/waInstance{id}/{token}` and `${pageUrl}/link/{linkToken}`. */
  pageUrl: string
  /** `ws://` or `wss://` twin of apiUrl. */
  socketUrl: string
}

/** Whether money that an operator enters waits for another one: `auto` as soon as there are two. */
export type Approvals = 'auto' | 'on' | 'off'

/** What an operator decides and methods need to know. */
export interface Policy {
  network: 'live' | 'sandbox'
  cell: string
  addresses: Addresses
  /** Operator-only, for benchmarks: lifts rate limits and the least delay between sends. */
  unlimited: boolean
  /** Most instances that live at a time on this installation; absent: no bound. */
  instanceCap?: number
  approvals: Approvals
  /** Largest file in bytes (contract: 100 MB). */
  fileLimit: number
  /** Milliseconds that things are kept, as configured; an operator may have set others. */
  retention: {
    readonly journalMs: number
    readonly mediaMs: number
    readonly deliveryMs: number
    readonly eraseMs: number
  }
  /** Milliseconds that a file is kept (contract: 15 days). */
  fileLifeMs: number
  /** Whether journals take what the phone hands over of the time before linking. */
  history: boolean
  /** JSON body limit in bytes. */
  bodyLimit: number
  /** Whether letters can leave: without it people are invited by links that are shown instead. */
  mail: boolean
  /** The control API of the sandbox network, where it was told. */
  sandbox?: { readonly url: string; readonly key: string }
  /** CIDR ranges that outbound requests may reach although private. */
  outboundAllow: readonly string[]
}

/** The world of a method: ports and policy, no services. */
export interface Ports {
  store: Store
  bus: Bus
  engine: EngineClient
  media: MediaStore
  keyring: Keyring
  clock: Clock
  log: Log
  policy: Policy
}
