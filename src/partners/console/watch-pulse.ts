import type { Topic } from '../../bus/port.ts'
import type { Ports } from '../../contract/ports.ts'
import { nudgeWait } from '../../instances/nudge-wait.ts'

/** After it a watch ends and the page opens the next one, which proves its session anew. */
export const WATCH_MS = 60_000
/** A lost nudge costs this much. */
const POLL_MS = 2000
const REST_MS = 150

interface Watched<T> {
  /** idInstance, or `*` for all. */
  key: number | '*'
  topics: Topic[]
  signal: AbortSignal
  /** Between two readings; by default short, so that changes that come at once are told at once. */
  restMs?: number
  /** Undefined ends the watch. */
  read(): Promise<T | undefined>
}

/** What `read` says, now and whenever it says something else. */
export async function* watchPulse<T>(
  ports: Ports,
  { key, topics, signal, restMs = REST_MS, read }: Watched<T>,
): AsyncGenerator<T> {
  const { clock } = ports
  const wait = nudgeWait(ports, key, topics)
  const end = clock.now() + WATCH_MS
  let shown = ''
  try {
    while (!signal.aborted && clock.now() < end) {
      const told = await read()
      if (told === undefined) return
      const text = JSON.stringify(told)
      if (text !== shown) {
        shown = text
        yield told
      }
      // nudges of others wake it as well: a busy installation would have it read all the time
      await clock.sleepUntil(clock.now() + restMs, signal)
      await wait.next(Math.min(end, clock.now() + POLL_MS), signal)
    }
  } finally {
    wait.close()
  }
}
