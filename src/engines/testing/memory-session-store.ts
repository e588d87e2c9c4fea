import { Failure, failure } from '../../base/errors.ts'
import type { InboxRow, SessionChange, SessionStore } from '../port.ts'

const leaseLost = failure({
  code: 'leaseLost',
  status: 500,
  form: 'problem',
  sentence: 'The lease has moved on.',
})

/** A session store in memory for tests of engines: fenced by epoch, slow on demand, with a look at what was committed. */
export interface MemorySessionStore extends SessionStore {
  /** Waits before each answer, milliseconds. */
  latencyMs: number
  /** Moves the lease of an instance; writes with an older epoch fail from then on. */
  moveLease(instance: number, epoch: number): void
  /** What the gateway does when it has recorded a message. */
  recorded(instance: number, id: string): void
  /** What the gateway stores before a send. */
  sent(instance: number, idMessage: string, built: Uint8Array): void
  /** Every commit, in order. */
  readonly commits: { instance: number; change: SessionChange }[]
  /** Called before a commit takes effect; may throw. */
  onCommit: (instance: number, change: SessionChange) => void | Promise<void>
  /** A copy as a crash at this moment would leave it. */
  snapshot(): MemorySessionStore
}

interface Data {
  creds: Map<number, Uint8Array>
  keys: Map<string, Uint8Array>
  inbox: Map<string, InboxRow>
  recorded: Map<string, InboxRow>
  sent: Map<string, Uint8Array>
  epochs: Map<number, number>
}

const empty = (): Data => ({
  creds: new Map(),
  keys: new Map(),
  inbox: new Map(),
  recorded: new Map(),
  sent: new Map(),
  epochs: new Map(),
})

export function memorySessionStore(data: Data = empty()): MemorySessionStore {
  const fence = (instance: number, epoch: number) => {
    if (epoch < (data.epochs.get(instance) ?? 0)) throw new Failure(leaseLost)
  }
  const pause = async () => {
    if (store.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, store.latencyMs))
  }
  const rowsOf = (instance: number) =>
    [...data.inbox].filter(([key]) => key.startsWith(`${instance} `)).map(([, row]) => row)
  const store: MemorySessionStore = {
    latencyMs: 0,
    commits: [],
    onCommit: () => undefined,
    moveLease: (instance, epoch) => void data.epochs.set(instance, epoch),
    recorded(instance, id) {
      const row = data.inbox.get(`${instance} ${id}`)
      data.inbox.delete(`${instance} ${id}`)
      if (row) data.recorded.set(`${instance} ${id}`, row)
    },
    sent: (instance, idMessage, built) => void data.sent.set(`${instance} ${idMessage}`, built),
    snapshot() {
      const { creds, keys, inbox, recorded, sent, epochs } = data
      return memorySessionStore({
        creds: new Map(creds),
        keys: new Map(keys),
        inbox: new Map(inbox),
        recorded: new Map(recorded),
        sent: new Map(sent),
        epochs: new Map(epochs),
      })
    },
    async creds(instance) {
      await pause()
      return data.creds.get(instance)
    },
    async keys(instance, type, ids) {
      await pause()
      const found = new Map<string, Uint8Array>()
      for (const id of ids) {
        const value = data.keys.get(`${instance} ${type} ${id}`)
        if (value) found.set(id, value)
      }
      return found
    },
    async commit(instance, epoch, change) {
      await pause()
      fence(instance, epoch)
      await store.onCommit(instance, change)
      store.commits.push({ instance, change })
      if (change.creds) data.creds.set(instance, change.creds)
      for (const { type, id, value } of change.keys ?? []) {
        if (value === null) data.keys.delete(`${instance} ${type} ${id}`)
        else data.keys.set(`${instance} ${type} ${id}`, value)
      }
      for (const row of change.inbox ?? []) {
        const key = `${instance} ${row.id}`
        if (!data.inbox.has(key) && !data.recorded.has(key)) data.inbox.set(key, row)
      }
    },
    async erase(instance, epoch) {
      await pause()
      fence(instance, epoch)
      data.creds.delete(instance)
      for (const key of data.keys.keys()) if (key.startsWith(`${instance} `)) data.keys.delete(key)
    },
    async inbox(instance) {
      await pause()
      return rowsOf(instance)
    },
    async inboxRow(instance, id) {
      await pause()
      return data.inbox.get(`${instance} ${id}`) ?? data.recorded.get(`${instance} ${id}`)
    },
    async sentMessage(instance, idMessage) {
      await pause()
      return data.sent.get(`${instance} ${idMessage}`)
    },
  }
  return store
}
