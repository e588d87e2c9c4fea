import type { BinaryNode } from 'baileys'

interface Entry {
  key: string
  node: BinaryNode
}

/** Oldest stanzas give way beyond this: no client leaves more than a few thousand behind. */
const CAPACITY = 50_000

/**
 * Stanzas for one device that it has not confirmed yet, oldest first. They leave only with the device's receipt or
 * ack, so whatever was on the wire when a client died comes again at its next login.
 */
export class DeliveryQueue {
  readonly #entries = new Map<number, Entry>()
  readonly #byKey = new Map<string, number[]>()
  #next = 1

  get size(): number {
    return this.#entries.size
  }

  add(node: BinaryNode): void {
    const key = keyOf(node.tag, node.attrs.id ?? '')
    const sequence = this.#next++
    this.#entries.set(sequence, { key, node })
    const same = this.#byKey.get(key)
    if (same) same.push(sequence)
    else this.#byKey.set(key, [sequence])
    if (this.#entries.size > CAPACITY) this.#dropOldest()
  }

  /** Removes the oldest stanza of that tag and id; false when there is none. */
  confirm(tag: string, id: string): boolean {
    const key = keyOf(tag, id)
    const same = this.#byKey.get(key)
    const sequence = same?.shift()
    if (same === undefined || sequence === undefined) return false
    if (!same.length) this.#byKey.delete(key)
    return this.#entries.delete(sequence)
  }

  nodes(): BinaryNode[] {
    return [...this.#entries.values()].map((entry) => entry.node)
  }

  #dropOldest(): void {
    for (const [, entry] of this.#entries) {
      const [tag, id] = splitKey(entry.key)
      this.confirm(tag, id)
      return
    }
  }
}

function keyOf(tag: string, id: string): string {
  return `${tag} ${id}`
}

function splitKey(key: string): [string, string] {
  const space = key.indexOf(' ')
  return [key.slice(0, space), key.slice(space + 1)]
}
