import type { Ports } from '../contract/ports.ts'
import { one, sql, type Step } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'
import type { Instance } from './instance.ts'
import { readSettings, type Settings } from './settings.ts'

/** An instance's row as callers of its methods see it. Shared between requests: nobody changes it. */
export interface KnownInstance {
  readonly row: Readonly<Instance>
  /** `webhookUrlToken` is sealed. */
  readonly settings: Readonly<Settings>
}

interface Entry {
  known: KnownInstance
  /** Milliseconds since 1970. */
  readAt: number
}

interface Cache {
  entries: Map<number, Entry>
  /** Reads that were under way when a nudge came must not be kept: their rows may be older than it. */
  generation: number
}

const LIFETIME = 1000
const SIZE = 5000

const caches = new WeakMap<Store, Cache>()

/** An instance by id, deleted ones included. A read operation. */
export function* findInstance(input: { id: number }): Step<Instance | undefined> {
  return yield* one<Instance>(sql`select * from instance where id = ${input.id}`)
}

/**
 * An instance by id, at most a second old: every request needs it, and thousands of sends a second ask for the same
 * few. Nudges `settings` and `state` make it fresh at once in the process where the change was made.
 */
export async function knownInstance(id: number, ports: Ports): Promise<KnownInstance | undefined> {
  const cache = caches.get(ports.store) ?? open(ports)
  const now = ports.clock.now()
  const entry = cache.entries.get(id)
  if (entry && now - entry.readAt < LIFETIME && now >= entry.readAt) return entry.known
  return await freshInstance(id, ports)
}

/** The same, read now. */
export async function freshInstance(id: number, ports: Ports): Promise<KnownInstance | undefined> {
  const cache = caches.get(ports.store) ?? open(ports)
  const { generation } = cache
  const readAt = ports.clock.now()
  const row = await ports.store.read(findInstance, { id })
  if (!row) return undefined
  const known = { row, settings: readSettings(row.settings) }
  if (cache.generation === generation) {
    if (cache.entries.size >= SIZE) cache.entries.clear()
    cache.entries.set(id, { known, readAt })
  }
  return known
}

function open(ports: Ports): Cache {
  const cache: Cache = { entries: new Map(), generation: 0 }
  const forget = (key: string) => {
    cache.generation += 1
    cache.entries.delete(Number(key))
  }
  ports.bus.on('settings', '*', forget)
  ports.bus.on('state', '*', forget)
  caches.set(ports.store, cache)
  return cache
}
