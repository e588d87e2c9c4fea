import type { Clock } from '../../base/clock.ts'
import type { Bus } from '../../bus/port.ts'
import type { Store } from '../../store/port/store.ts'
import { headNotification } from './queue.ts'

/** Looks by itself this often, should a nudge get lost. */
const LOOK_MS = 2000

/** What receiveNotification answers. */
export interface Received {
  receiptId: number
  body: Record<string, unknown>
}

/**
 * The oldest notification: at once when one waits, else at the first arrival, else null when `waitMs` are over or
 * `signal` aborts. It stays the head until it is deleted; two pollers get the same one.
 */
export async function waitForNotification(
  input: { instance: number; waitMs: number; signal: AbortSignal },
  { store, bus, clock }: { store: Store; bus: Bus; clock: Clock },
): Promise<Received | null> {
  const { instance, signal } = input
  const until = clock.now() + input.waitMs
  let arrival = new AbortController()
  // listening before looking: what commits in between is not missed
  const off = bus.on('notification', instance, () => arrival.abort())
  const stop = () => arrival.abort()
  signal.addEventListener('abort', stop)
  try {
    for (;;) {
      arrival = new AbortController()
      const head = await store.read(headNotification, { instance, at: clock.now() })
      if (head) return { receiptId: head.receipt, body: JSON.parse(head.body) as Record<string, unknown> }
      if (signal.aborted || clock.now() >= until) return null
      await clock.sleepUntil(Math.min(until, clock.now() + LOOK_MS), arrival.signal)
    }
  } finally {
    off()
    signal.removeEventListener('abort', stop)
  }
}
