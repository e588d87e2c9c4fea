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

class Memory implements MemorySessionStore {
  latencyMs = 0
  readonly commits: MemorySessionStore['commits'] = []
  onCommit: MemorySessionStore['onCommit'] = () => undefined
  #creds = new Map<number, Uint8Array>()
  #keys = new Map<string, Uint8Array>()
  #inbox = new Map<string, InboxRow>()
  #recorded = new Map<string, InboxRow>()
  #sent = new Map<string, Uint8Array>()
  #epochs = new Map<number, number>()

  moveLease(instance: number, epoch: number) {
    this.#epochs.set(instance, epoch)
  }

  recorded(instance: number, id: string) {
    const row = this.#inbox.get(`${instance} ${id}`)
    this.#inbox.delete(`${instance} ${id}`)
    if (row) this.#recorded.set(`${instance} ${id}`, row)
  }

  sent(instance: number, idMessage: string, built: Uint8Array) {
    this.#sent.set(`${instance} ${idMessage}`, built)
  }

  snapshot() {
    const copy = new Memory()
    copy.#creds = new Map(this.#creds)
    copy.#keys = new Map(this.#keys)
    copy.#inbox = new Map(this.#inbox)
    copy.#recorded = new Map(this.#recorded)
    copy.#sent = new Map(this.#sent)
    copy.#epochs = new Map(this.#epochs)
    return copy
  }

  async creds(instance: number) {
    await this.#pause()
    return this.#creds.get(instance)
  }

  async keys(instance: number, type: string, ids: readonly string[]) {
    await this.#pause()
    const found = new Map<string, Uint8Array>()
    for (const id of ids) {
      const value = this.#keys.get(`${instance} ${type} ${id}`)
      if (value) found.set(id, value)
    }
    return found
  }

  async commit(instance: number, epoch: number, change: SessionChange) {
    await this.#pause()
    this.#fence(instance, epoch)
    await this.onCommit(instance, change)
    this.commits.push({ instance, change })
    for (const type of change.renewed?.forget ?? [])
      for (const key of this.#keys.keys()) if (key.startsWith(`${instance} ${type} `)) this.#keys.delete(key)
    if (change.creds) this.#creds.set(instance, change.creds)
    for (const { type, id, value } of change.keys ?? []) {
      if (value === null) this.#keys.delete(`${instance} ${type} ${id}`)
      else this.#keys.set(`${instance} ${type} ${id}`, value)
    }
    for (const row of change.inbox ?? []) {
      const key = `${instance} ${row.id}`
      if (!this.#inbox.has(key) && !this.#recorded.has(key)) this.#inbox.set(key, row)
    }
  }

  async erase(instance: number, epoch: number) {
    await this.#pause()
    this.#fence(instance, epoch)
    this.#creds.delete(instance)
    for (const key of this.#keys.keys()) if (key.startsWith(`${instance} `)) this.#keys.delete(key)
  }

  async inbox(instance: number) {
    await this.#pause()
    return [...this.#inbox].filter(([key]) => key.startsWith(`${instance} `)).map(([, row]) => row)
  }

  async inboxRow(instance: number, id: string) {
    await this.#pause()
    return this.#inbox.get(`${instance} ${id}`) ?? this.#recorded.get(`${instance} ${id}`)
  }

  async sentMessage(instance: number, idMessage: string) {
    await this.#pause()
    return this.#sent.get(`${instance} ${idMessage}`)
  }

  #fence(instance: number, epoch: number) {
    if (epoch < (this.#epochs.get(instance) ?? 0)) throw new Failure(leaseLost)
  }

  async #pause() {
    if (this.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.latencyMs))
  }
}

export function memorySessionStore(): MemorySessionStore {
  return new Memory()
}
