import type { Ports } from '../contract/ports.ts'
import type { Topic } from '../bus/port.ts'

/** Waits for nudges of an instance or account. One that comes between a read of the rows and the wait is not missed. */
export interface NudgeWait {
  /** Resolves at the next nudge, at `until` (milliseconds since 1970) or when `signal` aborts. */
  next(until: number, signal?: AbortSignal): Promise<void>
  close(): void
}

/** Listens from now on, to one key or (`*`) all; close it when done. */
export function nudgeWait(
  { bus, clock }: Pick<Ports, 'bus' | 'clock'>,
  key: number | string,
  topics: Topic[],
): NudgeWait {
  let nudged = false
  let wake: (() => void) | undefined
  const stops = topics.map((topic) =>
    bus.on(topic, key, () => {
      nudged = true
      wake?.()
    }),
  )
  return {
    async next(until, signal) {
      const waiting = new AbortController()
      const stop = () => waiting.abort()
      if (!nudged && !signal?.aborted) {
        wake = stop
        signal?.addEventListener('abort', stop, { once: true })
        await clock.sleepUntil(until, waiting.signal)
        signal?.removeEventListener('abort', stop)
        wake = undefined
      }
      nudged = false
    },
    close() {
      for (const stop of stops) stop()
    },
  }
}
