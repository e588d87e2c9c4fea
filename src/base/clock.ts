/**
 * Time as a port, so that tests drive the domain with virtual time. All times are milliseconds since 1970.
 * Baileys keeps real timers; nothing over sockets uses this port.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves at `at`, or at once when `signal` aborts or `at` has passed. Never rejects. */
  sleepUntil(at: number, signal?: AbortSignal): Promise<void>
}

const LONGEST_TIMER = 2_147_483_647

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleepUntil(at, signal) {
    const wait = Math.min(at - Date.now(), LONGEST_TIMER)
    if (wait <= 0 || signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, wait)
      signal?.addEventListener('abort', done, { once: true })
    })
  },
}
