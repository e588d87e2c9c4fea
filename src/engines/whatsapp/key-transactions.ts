import { AsyncLocalStorage } from 'node:async_hooks'
import type { SignalKeyStore, SignalKeyStoreWithTransaction } from 'baileys'

/** What a transaction has read or set, by type and id; null: known to be absent or deleted. */
type Values = Record<string, Record<string, unknown>>

interface Transaction {
  layer: object
  seen: Values
  changes: Values
  /** The transaction of another layer around this one. */
  outer: Transaction | undefined
}

/**
 * One for the process. The library's own layer makes one for each connection, none of which ever ends: on Node 20 every
 * promise of the process then visits all of them, a third of the gateway's time at fifty sessions.
 */
const current = new AsyncLocalStorage<Transaction>()

/** Whether this runs inside a transaction of any layer. */
export const insideTransaction = () => current.getStore() !== undefined

/**
 * The library's transaction layer over a key store, with its meaning: reads see the transaction's own changes, which go
 * to the store in one `set` when `work` is done and nowhere when it throws; transactions under one lock follow each
 * other; one begun inside another of the same layer joins it. Layers do not see each other; they may share their locks.
 */
export function transactional(store: SignalKeyStore, exclusive: Locks = locks()): SignalKeyStoreWithTransaction {
  const layer = {}
  const inside = () => {
    let transaction = current.getStore()
    while (transaction && transaction.layer !== layer) transaction = transaction.outer
    return transaction
  }
  return {
    isInTransaction: () => inside() !== undefined,
    get(type, ids) {
      const transaction = inside()
      return transaction ? read(store, transaction, type, ids) : store.get(type, ids)
    },
    async set(data) {
      const transaction = inside()
      if (!transaction) return store.set(data)
      for (const [type, values] of Object.entries(data)) {
        Object.assign((transaction.seen[type] ??= {}), values)
        Object.assign((transaction.changes[type] ??= {}), values)
      }
    },
    transaction(work, lock) {
      if (inside()) return work()
      return exclusive(lock, async () => {
        const transaction = { layer, seen: {}, changes: {}, outer: current.getStore() }
        const result = await current.run(transaction, work)
        if (Object.keys(transaction.changes).length > 0) await store.set(transaction.changes)
        return result
      })
    },
  }
}

async function read<T extends Parameters<SignalKeyStore['get']>[0]>(
  store: SignalKeyStore,
  { seen }: Transaction,
  type: T,
  ids: string[],
) {
  const known = (seen[type] ??= {})
  const missing = ids.filter((id) => !(id in known))
  if (missing.length > 0) {
    const found = await store.get(type, missing)
    // what was set meanwhile is newer
    for (const id of missing) if (!(id in known)) known[id] = found[id] ?? null
  }
  const present = ids.filter((id) => known[id] !== null && known[id] !== undefined).map((id) => [id, known[id]])
  return Object.fromEntries(present) as Awaited<ReturnType<typeof store.get<T>>>
}

/** Runs work under one name one after another, in the order of asking. */
export type Locks = <T>(name: string, work: () => Promise<T>) => Promise<T>

export function locks(): Locks {
  const tails = new Map<string, Promise<unknown>>()
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const turn = (tails.get(name) ?? Promise.resolve()).then(work)
    const tail = turn.catch(() => undefined)
    tails.set(name, tail)
    try {
      return await turn
    } finally {
      if (tails.get(name) === tail) tails.delete(name)
    }
  }
}
