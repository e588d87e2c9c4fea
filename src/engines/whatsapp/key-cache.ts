import type { AuthenticationCreds, SignalDataSet, SignalDataTypeMap, SignalKeyStore } from 'baileys'
import { LRUCache } from 'lru-cache'
import { Failure } from '../../base/errors.ts'
import type { InboxRow, SessionChange, SessionKey, SessionStore } from '../port.ts'
import { decodeKey, encodeKey, ownCopy, pruneOwnSenderKey } from './key-codec.ts'
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
  /** Resolves when everything set so far is durable; rejects when it never will be. */
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

const RETRIES_MS = [50, 250]
/** One-time keys are used once: not worth memory. */
const UNCACHED: ReadonlySet<string> = new Set(['pre-key'])
let sessions = 0

export function keyCache(world: KeyCacheWorld, creds: () => AuthenticationCreds): KeyCache {
  const prefix = `${++sessions} `
  const dirty = new Map<string, { value: unknown }>()
  const reads = new Set<Set<string>>()
  let pending: Batch | undefined
  let running: Batch | undefined
  let broken: unknown

  const held = (key: string) => dirty.get(key) ?? world.clean.get(prefix + key)

  async function get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
    const found: Record<string, SignalDataTypeMap[T]> = {}
    let missing: string[] = []
    const take = (id: string, entry: { value: unknown }) => {
      if (entry.value !== null) found[id] = ownCopy(type, entry.value) as SignalDataTypeMap[T]
    }
    const look = (id: string) => {
      const entry = held(`${type} ${id}`)
      if (entry) take(id, entry)
      return entry === undefined
    }
    missing = ids.filter(look)
    while (missing.length > 0) {
      if (broken !== undefined) throw broken
      // What is written while the store is asked is newer than its answer.
      const trusted = new Set(missing.map((id) => `${type} ${id}`))
      reads.add(trusted)
      const rows = await world.store.keys(world.instance, type, missing).finally(() => reads.delete(trusted))
      for (const id of missing.filter((id) => trusted.has(`${type} ${id}`))) {
        const bytes = rows.get(id)
        const entry = { value: bytes ? decodeKey(type, bytes) : null }
        if (!UNCACHED.has(type)) world.clean.set(`${prefix}${type} ${id}`, entry, { size: (bytes?.length ?? 0) + 200 })
        take(id, entry)
      }
      missing = missing.filter((id) => !trusted.has(`${type} ${id}`)).filter(look)
    }
    return found
  }

  function set(data: SignalDataSet & { inbox?: Record<string, InboxRow> }): Promise<void> {
    if (broken !== undefined) return Promise.reject(broken)
    const { inbox, ...types } = data
    const batch = nextBatch()
    for (const [type, values] of Object.entries(types)) {
      for (const [id, given] of Object.entries(values ?? {})) {
        const key = `${type} ${id}`
        const own = type === 'sender-key' && given instanceof Uint8Array && isOwnSenderKey(creds(), id)
        const value: unknown = own ? pruneOwnSenderKey(given) : (given ?? null)
        const entry = { value }
        dirty.set(key, entry)
        for (const trusted of reads) trusted.delete(key)
        batch.keys.set(key, { type, id, value })
      }
    }
    for (const row of Object.values(inbox ?? {})) batch.inbox.set(row.id, row)
    return batch.done
  }

  function nextBatch(): Batch {
    if (pending) return pending
    pending = makeBatch()
    // The next turn: what is encrypted for several devices at once leaves in one commit.
    if (!running) setImmediate(() => void drain())
    return pending
  }

  async function drain(): Promise<void> {
    while (pending && !running) {
      const batch = pending
      pending = undefined
      running = batch
      try {
        await commit(world, batch)
        settled(batch)
      } catch (error) {
        fail(error, batch)
      }
      running = undefined
    }
  }

  function settled(batch: Batch): void {
    for (const [key, written] of batch.keys) {
      const entry = dirty.get(key)
      if (entry?.value !== written.value) continue
      dirty.delete(key)
      if (!UNCACHED.has(written.type)) world.clean.set(prefix + key, entry, { size: sizeOf(written.value) })
    }
    if (batch.inbox.size > 0) world.onInbox([...batch.inbox.values()])
    batch.settle()
  }

  function fail(error: unknown, batch: Batch | undefined): void {
    const first = broken === undefined
    broken ??= error ?? new Error('the key cache is closed')
    dirty.clear()
    batch?.settle(broken)
    pending?.settle(broken)
    pending = undefined
    if (first) world.onBroken(error)
  }

  return {
    keys: { get, set },
    saveCreds(creds) {
      if (broken !== undefined) return Promise.reject(broken)
      const batch = nextBatch()
      batch.creds = creds
      return batch.done
    },
    async flush() {
      while (broken === undefined && (pending ?? running)) await (pending ?? running)?.done
      if (broken !== undefined) throw broken
    },
    discard() {
      broken ??= new Error('the key cache is closed')
      dirty.clear()
      pending?.settle(broken)
      pending = undefined
    },
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
