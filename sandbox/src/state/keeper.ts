import { writeJson } from './disk.ts'

/** Writes what changed, soon after it changed. */
export interface Keeper {
  touch(key: string): void
  /** Resolves when everything touched so far is on disk. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const SOON_MS = 100
/** Writing takes at most this share of the time: a big state under load is written less often. */
const SHARE = 0.1

/** `snapshot` gives the value of a key as it is now; `file` where it belongs. */
export function createKeeper(file: (key: string) => string, snapshot: (key: string) => unknown): Keeper {
  const dirty = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let wait = SOON_MS
  let running: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    const keys = [...dirty]
    dirty.clear()
    const started = performance.now()
    for (const key of keys) await writeJson(file(key), snapshot(key))
    wait = Math.max(SOON_MS, (performance.now() - started) / SHARE)
  }

  function run(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    running = running.then(write)
    return running
  }

  return {
    touch: (key) => {
      dirty.add(key)
      timer ??= setTimeout(() => void run().catch(() => undefined), wait).unref()
    },
    flush: run,
    stop: run,
  }
}
