import type { NetworkChange, NetworkChanges } from '../api-changes.ts'

type Listener = (change: NetworkChange) => void

/** A first change is told after this, so that what belongs together comes together; later ones no more often. */
const SOON_MS = 20
const REST_MS = 200

/** Gathers the changes of phones and tells them. */
export class Changes implements NetworkChanges {
  readonly #listeners = new Set<Listener>()
  readonly #phones = new Set<string>()
  /** Begins with the time, so that it goes on growing after a restart. */
  #revision = Date.now()
  #timer: NodeJS.Timeout | undefined
  #toldAt = 0

  get revision(): number {
    return this.#revision
  }

  /** Something of a phone changes now. */
  note(number: string): void {
    this.#revision++
    if (this.#listeners.size === 0) return
    this.#phones.add(number)
    if (this.#timer) return
    const rest = this.#toldAt + REST_MS - Date.now()
    this.#timer = setTimeout(() => this.#tell(), Math.max(SOON_MS, rest)).unref()
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(): void {
    this.#timer = undefined
    this.#toldAt = Date.now()
    const change = { revision: this.#revision, phones: [...this.#phones] }
    this.#phones.clear()
    for (const listener of this.#listeners) listener(change)
  }
}
