import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { NotPlayable, type Playable, type Transcoder, type Wish } from './transcoder.ts'

export interface Keeping {
  /** Where a file of the media store lies. */
  locate(handle: string): string
  /** How long what was made is kept after its last use. */
  keepMs: number
  /** Results kept that nobody uses; the one unused longest goes first. */
  most: number
}

/**
 * Makes the same bytes once for all who send them at about the same time: a film for a thousand people is encoded once.
 * That a file cannot be made playable is remembered as long.
 */
export function madeOnce(inner: Transcoder, { locate, ...keeping }: Keeping): Transcoder {
  const results = new Results(inner, keeping)
  const uses = new Set<Promise<unknown>>()
  let stopping = false
  return {
    async prepare(handle, wish, use) {
      const bytes = await hashOf(locate(handle)).catch(() => undefined)
      if (bytes === undefined || stopping) return await inner.prepare(handle, wish, use)
      const job = results.share(`${bytes} ${wish.purpose} ${wish.longest ?? ''}`, { handle, wish }, use)
      uses.add(job)
      return await job.finally(() => uses.delete(job))
    },
    async stop() {
      stopping = true
      const stopped = inner.stop()
      await Promise.allSettled(uses)
      results.dropAll()
      await stopped
    },
  }
}

interface Result {
  ready: Promise<Playable>
  users: number
  /** While nobody uses it. */
  resting: NodeJS.Timeout | undefined
  release(): void
}

interface Order {
  handle: string
  wish: Wish
}

/** What was made, by what it was made of. */
class Results {
  readonly #results = new Map<string, Result>()
  readonly #inner: Transcoder
  readonly #keeping: Omit<Keeping, 'locate'>
  constructor(inner: Transcoder, keeping: Omit<Keeping, 'locate'>) {
    this.#inner = inner
    this.#keeping = keeping
  }

  /** Uses the result of `key`, which is made by the first who asks. */
  async share<T>(key: string, order: Order, use: (playable: Playable) => Promise<T>): Promise<T> {
    const result = this.#results.get(key) ?? this.#begin(key, order)
    result.users += 1
    clearTimeout(result.resting)
    try {
      return await use(await result.ready)
    } finally {
      result.users -= 1
      if (result.users === 0) this.#rest(key, result)
    }
  }

  dropAll(): void {
    for (const [key, result] of this.#results) this.#drop(key, result)
  }

  #begin(key: string, { handle, wish }: Order): Result {
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    const ready = new Promise<Playable>((resolve, reject) => {
      // the file that was made is there until `released`
      const keep = (playable: Playable) => {
        resolve(playable)
        return released
      }
      this.#inner.prepare(handle, wish, keep).catch(reject)
    })
    const result: Result = { ready, users: 0, resting: undefined, release }
    ready.catch((error: unknown) => {
      if (!(error instanceof NotPlayable) || error.reason === 'slow') this.#drop(key, result)
    })
    this.#results.set(key, result)
    return result
  }

  /** Nobody uses it now: it stays for a while, as the newest of those that rest. */
  #rest(key: string, result: Result): void {
    if (this.#results.get(key) !== result) return
    this.#results.delete(key)
    this.#results.set(key, result)
    const { keepMs, most } = this.#keeping
    result.resting = setTimeout(() => this.#drop(key, result), keepMs).unref()
    const idle = [...this.#results].filter(([, { users }]) => users === 0)
    for (const [old, one] of idle.slice(0, Math.max(0, idle.length - most))) this.#drop(old, one)
  }

  #drop(key: string, result: Result): void {
    if (this.#results.get(key) === result) this.#results.delete(key)
    clearTimeout(result.resting)
    result.release()
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 256 * 1024 }), hash)
  return hash.digest('hex')
}
