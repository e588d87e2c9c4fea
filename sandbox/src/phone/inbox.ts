import type { PhoneChat, PhoneMessage } from '../api.ts'

/** Older messages give way beyond this. */
const CAPACITY = 10_000

type Waiter = (message: PhoneMessage) => void

/** What a phone shows: one entry per (chat, sender, id), oldest first. */
export class Inbox {
  readonly #shown = new Map<string, PhoneMessage>()
  readonly #ids = new Map<string, PhoneMessage>()
  readonly #waiters = new Set<Waiter>()
  /** Secrets of shown polls, which votes are sealed with, by message id. */
  readonly #secrets: Map<string, Uint8Array>
  readonly #timers: Map<string, number>

  constructor(saved: PhoneMessage[] = [], secrets: [string, Uint8Array][] = [], chats: PhoneChat[] = []) {
    this.#timers = new Map(chats.filter(({ timer }) => timer > 0).map(({ chat, timer }) => [chat, timer]))
    this.#secrets = new Map(secrets)
    for (const message of saved) this.#put(message)
  }

  find(chat: string, sender: string, id: string): PhoneMessage | undefined {
    return this.#shown.get(keyOf(chat, sender, id))
  }

  /** A shown message of any chat by its id. */
  byId(id: string): PhoneMessage | undefined {
    return this.#ids.get(id)
  }

  show(message: PhoneMessage): void {
    this.#put(message)
    for (const waiter of [...this.#waiters]) waiter(copy(message))
  }

  /** Tells the waiters that a shown message changed (a status came). */
  changed(message: PhoneMessage): void {
    for (const waiter of [...this.#waiters]) waiter(copy(message))
  }

  /** Shows a message no longer. */
  forget(chat: string, id: string): void {
    for (const [key, message] of this.#shown) if (message.chat === chat && message.id === id) this.#shown.delete(key)
    this.#ids.delete(id)
  }

  keepSecret(id: string, secret: Uint8Array | null | undefined): void {
    if (secret?.length) this.#secrets.set(id, secret)
  }

  secretOf(id: string): Uint8Array | undefined {
    return this.#secrets.get(id)
  }

  secrets(): [string, Uint8Array][] {
    return [...this.#secrets]
  }

  setTimer(chat: string, timer: number): void {
    this.#timers.set(chat, timer)
  }

  chats(archived: ReadonlySet<string>): PhoneChat[] {
    const names = new Set([...this.#timers.keys(), ...archived])
    return [...names].map((chat) => ({ chat, timer: this.#timers.get(chat) ?? 0, archived: archived.has(chat) }))
  }

  list(chat?: string): PhoneMessage[] {
    return this.entries(chat).map(copy)
  }

  /** The entries themselves, not copies. */
  entries(chat?: string): PhoneMessage[] {
    return [...this.#shown.values()].filter((message) => chat === undefined || message.chat === chat)
  }

  waitFor(match: (message: PhoneMessage) => boolean, timeoutMs: number): Promise<PhoneMessage> {
    const shown = this.list().find(match)
    if (shown) return Promise.resolve(shown)
    return new Promise((resolve, reject) => {
      const waiter: Waiter = (message) => {
        if (!match(message)) return
        clearTimeout(timer)
        this.#waiters.delete(waiter)
        resolve(message)
      }
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter)
        reject(new Error(`No such message came within ${timeoutMs} ms; ${this.#shown.size} are shown.`))
      }, timeoutMs)
      this.#waiters.add(waiter)
    })
  }

  #put(message: PhoneMessage): void {
    this.#shown.set(keyOf(message.chat, message.sender, message.id), message)
    this.#ids.set(message.id, message)
    if (this.#shown.size <= CAPACITY) return
    for (const [key, oldest] of this.#shown) {
      this.#shown.delete(key)
      this.#secrets.delete(oldest.id)
      if (this.#ids.get(oldest.id) === oldest) this.#ids.delete(oldest.id)
      return
    }
  }
}

function copy(message: PhoneMessage): PhoneMessage {
  return { ...message }
}

function keyOf(chat: string, sender: string, id: string): string {
  return `${chat} ${sender} ${id}`
}
