import type { AuthenticationCreds, SignalDataSet, SignalDataTypeMap, SignalKeyStore } from 'baileys'
import { LRUCache } from 'lru-cache'
import { Failure } from '../../base/errors.ts'
import type { InboxRow, SessionChange, SessionKey, SessionStore } from '../port.ts'
import { decodeKey, encodeKey, ownCopy, pruneOwnSenderKey, usableSenderKey } from './key-codec.ts'
import { BufferJSON, jidDecode } from './library.ts'

/** Clean values of all sessions of a host, so that its memory has one bound. Keys begin with the session's number. */
export type CleanKeys = LRUCache<string, { value: unknown }>

export function cleanKeys(bytes: number): CleanKeys {
  return new LRUCache({ maxSize: bytes })
}

export interface KeyCacheWorld {
  store: SessionStore
  instance: number
  epoch: number
  clean: CleanKeys
  /** Rows of a commit, in commit order, after they are durable and before any writer hears of it. */
  onInbox(rows: InboxRow[]): void
  /** A number was found to belong to a LID (digits of both), wherever the library learned it. */
  onNames(phone: string, lid: string): void
  /** Called once, when a commit failed for good or the lease moved on; nothing is readable afterwards. */
  onBroken(error: unknown): void
}

/**
 * Write-through cache over the session store. `set` is readable before its first await and resolves when its commit
 * is durable; commits leave one after another, everything set meanwhile goes with the next, creds included, in order.
 */
export interface KeyCache {
  /** For the library. Besides the library's types, `set` takes `inbox: { [id]: InboxRow }`. */
  readonly keys: SignalKeyStore
  /** Resolves when the creds as they are by then (or later) are durable. */
  saveCreds(creds: AuthenticationCreds): Promise<void>
  /** What resolves when everything set so far is durable and rejects when it never will be; undefined: it is. */
  settled(): Promise<void> | undefined
  /** The same, with what is set while it waits. */
  flush(): Promise<void>
  /** Forgets everything; every later call rejects. */
  discard(): void
}

interface Batch {
  keys: Map<string, { type: string; id: string; value: unknown }>
  inbox: Map<string, InboxRow>
  creds: AuthenticationCreds | undefined
  done: Promise<void>
  settle(error?: unknown): void
}

interface Entry {
  /** null: known to be absent. */
  value: unknown
}

/** What the library hands over in one transaction. */
type Change = SignalDataSet & { inbox?: Record<string, InboxRow> }

const RETRIES_MS = [50, 250]
/** One-time keys are used once: not worth memory. */
const UNCACHED: ReadonlySet<string> = new Set(['pre-key'])
/** Numbers to LIDs, and back under ids of their own. */
const NAMES = 'lid-mapping'
const REVERSE = '_reverse'
const CLOSED = new Error('the key cache is closed')
let caches = 0

export function keyCache(world: KeyCacheWorld, creds: () => AuthenticationCreds): KeyCache {
  return new WriteThroughCache(world, creds)
}

class WriteThroughCache implements KeyCache {
  readonly keys: SignalKeyStore
  readonly #world: KeyCacheWorld
  readonly #creds: () => AuthenticationCreds
  readonly #prefix = `${++caches} `
  /** Written and not yet durable; never evicted. */
  readonly #dirty = new Map<string, Entry>()
  /** Keys that are being read from the store and were not written meanwhile, per read. */
  readonly #reads = new Set<Set<string>>()
  #pending: Batch | undefined
  #running: Batch | undefined
  #broken: unknown

  constructor(world: KeyCacheWorld, creds: () => AuthenticationCreds) {
    this.#world = world
    this.#creds = creds
    this.keys = { get: (type, ids) => this.#get(type, ids), set: (data) => this.#set(data) }
  }

  async #get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
    const found: Record<string, SignalDataTypeMap[T]> = {}
    const take = (id: string, entry: Entry | undefined) => {
      if (entry && entry.value !== null) found[id] = ownCopy(type, entry.value) as SignalDataTypeMap[T]
      return entry !== undefined
    }
    let missing = ids.filter((id) => !take(id, this.#held(`${type} ${id}`)))
    while (missing.length > 0) {
      const read = await this.#read(type, missing)
      missing = missing.filter((id) => !take(id, read.get(id) ?? this.#held(`${type} ${id}`)))
    }
    return found
  }

  #held(key: string): Entry | undefined {
    return this.#dirty.get(key) ?? this.#world.clean.get(this.#prefix + key)
  }

  /** From the store, without what was written meanwhile: that is newer than the answer. */
  async #read(type: string, ids: string[]): Promise<Map<string, Entry>> {
    if (this.#broken !== undefined) throw this.#broken
    const trusted = new Set(ids.map((id) => `${type} ${id}`))
    this.#reads.add(trusted)
    const { store, instance } = this.#world
    const rows = await store.keys(instance, type, ids).finally(() => this.#reads.delete(trusted))
    const read = new Map<string, Entry>()
    for (const id of ids) {
      const key = `${type} ${id}`
      if (!trusted.has(key)) continue
      const bytes = rows.get(id)
      const entry = { value: bytes ? decodeKey(type, bytes) : null }
      this.#keep(type, key, entry, (bytes?.length ?? 0) + 200)
      read.set(id, entry)
    }
    return read
  }

  #keep(type: string, key: string, entry: Entry, size: number): void {
    if (!UNCACHED.has(type)) this.#world.clean.set(this.#prefix + key, entry, { size })
  }

  #set({ inbox, ...types }: Change): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken)
    const batch = this.#nextBatch()
    for (const [type, values] of Object.entries(types)) {
      for (const [id, given] of Object.entries(values ?? {})) {
        const key = `${type} ${id}`
        const value: unknown =
          type === 'sender-key' && given instanceof Uint8Array ? this.#pruned(id, given) : (given ?? null)
        this.#dirty.set(key, { value })
        for (const trusted of this.#reads) trusted.delete(key)
        batch.keys.set(key, { type, id, value })
      }
    }
    for (const row of Object.values(inbox ?? {})) batch.inbox.set(row.id, row)
    return batch.done
  }

  #pruned(id: string, senderKey: Uint8Array): Uint8Array {
    return isOwnSenderKey(this.#creds(), id) ? pruneOwnSenderKey(senderKey) : usableSenderKey(senderKey)
  }

  saveCreds(creds: AuthenticationCreds): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken)
    const batch = this.#nextBatch()
    batch.creds = creds
    return batch.done
  }

  #nextBatch(): Batch {
    if (this.#pending) return this.#pending
    this.#pending = makeBatch()
    // The next turn: what is encrypted for several devices at once leaves in one commit.
    if (!this.#running) setImmediate(() => void this.#drain())
    return this.#pending
  }

  async #drain(): Promise<void> {
    while (this.#pending && !this.#running) {
      const batch = this.#pending
      this.#pending = undefined
      this.#running = batch
      try {
        await commit(this.#world, batch)
        this.#settled(batch)
      } catch (error) {
        this.#fail(error, batch)
      }
      this.#running = undefined
    }
  }

  #settled(batch: Batch): void {
    for (const [key, { type, id, value }] of batch.keys) {
      if (type === NAMES && typeof value === 'string' && !id.endsWith(REVERSE)) this.#world.onNames(id, value)
      const entry = this.#dirty.get(key)
      if (!entry || entry.value !== value) continue
      this.#dirty.delete(key)
      this.#keep(type, key, entry, sizeOf(value))
    }
    if (batch.inbox.size > 0) this.#world.onInbox([...batch.inbox.values()])
    batch.settle()
  }

  #fail(error: unknown, batch: Batch): void {
    const first = this.#broken === undefined
    this.#broken ??= error ?? CLOSED
    batch.settle(this.#broken)
    this.discard()
    if (first) this.#world.onBroken(error)
  }

  settled(): Promise<void> | undefined {
    if (this.#broken !== undefined) return Promise.reject(this.#broken)
    return (this.#pending ?? this.#running)?.done
  }

  async flush(): Promise<void> {
    for (let open = this.settled(); open; open = this.settled()) await open
  }

  discard(): void {
    this.#broken ??= CLOSED
    this.#dirty.clear()
    this.#pending?.settle(this.#broken)
    this.#pending = undefined
  }
}

function makeBatch(): Batch {
  let settle: Batch['settle'] = () => undefined
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error))
  })
  done.catch(() => undefined) // several writers share it, some of them do not wait
  return { keys: new Map(), inbox: new Map(), creds: undefined, done, settle }
}

/** Commits with two short retries; a lost lease is final at once. Repeating is safe, a commit says what is, not what to add. */
async function commit(world: KeyCacheWorld, batch: Batch): Promise<void> {
  const keys: SessionKey[] = [...batch.keys.values()].map(({ type, id, value }) => ({
    type,
    id,
    value: value === null ? null : encodeKey(type, value),
  }))
  const change: SessionChange = {
    ...(keys.length > 0 && { keys }),
    ...(batch.inbox.size > 0 && { inbox: [...batch.inbox.values()] }),
    ...(batch.creds && { creds: Buffer.from(JSON.stringify(batch.creds, BufferJSON.replacer)) }),
  }
  for (let attempt = 0; ; attempt++) {
    try {
      return await world.store.commit(world.instance, world.epoch, change)
    } catch (error) {
      const wait = RETRIES_MS[attempt]
      if (wait === undefined || isLeaseLost(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

export function isLeaseLost(error: unknown): boolean {
  return error instanceof Failure && error.kind.code === 'leaseLost'
}

function isOwnSenderKey(creds: AuthenticationCreds, id: string): boolean {
  const [, sender = '', device = ''] = id.split('::')
  const [user] = sender.split('_')
  const names = [creds.me?.id, creds.me?.lid].map((jid) => jidDecode(jid))
  return names.some((me) => me?.user === user && String(me?.device ?? 0) === device)
}

/** Rough, for the bound alone. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length + 200
  if (typeof value === 'string') return value.length + 200
  return value === null ? 200 : 4096
}
