import type { CacheStore, GroupMetadata } from 'baileys'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { MediaStore } from '../../media/port.ts'
import type { EngineEvent, SessionStore } from '../port.ts'
import { cleanKeys, type CleanKeys } from './key-cache.ts'
import type { WhatsAppLimits } from './limits.ts'
import type { Routes } from './routes.ts'
import { semaphore, type Semaphore } from '../../base/semaphore.ts'
import type { WhatsAppNetwork } from './trust.ts'

export type WhatsAppVersion = [number, number, number]

/** What all sessions of a host share. */
export interface EngineWorld {
  network: WhatsAppNetwork
  store: SessionStore
  media: MediaStore
  log: Log
  clock: Clock
  limits: WhatsAppLimits
  /** Protocol version for the next connection; undefined: the library's own. */
  version(): WhatsAppVersion | undefined
  emit(event: EngineEvent): void
  /** Fleet-wide cap on connections that are being opened. */
  gate: Semaphore
  clean: CleanKeys
  /** The host's small caches; entries of a session begin with its instance. */
  shared: SharedCaches
  /** Routes without a proxy are shared by all sessions. */
  directRoutes: Routes
}

/** One bounded memory per purpose for all sessions; the library would make one per socket. */
export interface SharedCaches {
  /** How often a message was asked for again; lives across reconnects. */
  retries: LRUCache<string, object>
  calls: LRUCache<string, object>
  placeholders: LRUCache<string, object>
  /** Members of groups, until the network tells of a change. */
  groups: LRUCache<string, GroupMetadata>
}

const HOUR = 3600_000

export function sharedCaches(): SharedCaches {
  return {
    retries: new LRUCache({ max: 20_000, ttl: HOUR }),
    calls: new LRUCache({ max: 1000, ttl: HOUR / 12 }),
    placeholders: new LRUCache({ max: 1000, ttl: HOUR }),
    groups: new LRUCache({ max: 2000, ttl: HOUR }),
  }
}

/** A session's view of a shared cache, in the library's form. Values are boxed, since they may be bare numbers. */
export function viewOf(cache: LRUCache<string, object>, instance: number): CacheStore {
  const name = (key: string) => `${instance} ${key}`
  return {
    get: (key: string) => (cache.get(name(key)) as { value: never } | undefined)?.value,
    set: (key: string, value: unknown) => void cache.set(name(key), { value }),
    del: (key: string) => void cache.delete(name(key)),
    flushAll: () => undefined,
  }
}

export interface WorldOptions {
  network: WhatsAppNetwork
  store: SessionStore
  media: MediaStore
  log: Log
  clock: Clock
  limits: WhatsAppLimits
  version(): WhatsAppVersion | undefined
  emit(event: EngineEvent): void
  directRoutes: Routes
}

export function makeWorld(options: WorldOptions): EngineWorld {
  return {
    ...options,
    gate: semaphore(options.limits.concurrentConnects),
    clean: cleanKeys(options.limits.keyCacheBytes),
    shared: sharedCaches(),
  }
}
