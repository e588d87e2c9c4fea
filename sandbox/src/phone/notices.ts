import type { BinaryNode } from 'baileys'
import type { Phone } from '../api.ts'
import { children } from '../protocol/stanza.ts'
import { findEndpoint } from '../state/accounts.ts'
import type { World } from '../state/model.ts'

export type Notice = ReturnType<Phone['notices']>[number]

const CAPACITY = 200

/** Who was seen typing, newest last. */
export class Notices {
  readonly #seen: Notice[] = []

  take(world: World, node: BinaryNode): void {
    const from = findEndpoint(world, node.attrs.from)?.account.number
    const state = children(node)[0]
    if (!from || !state) return
    const kind = state.tag === 'paused' ? 'paused' : state.attrs.media === 'audio' ? 'recording' : 'composing'
    this.#seen.push({ from, kind, at: Date.now() })
    if (this.#seen.length > CAPACITY) this.#seen.shift()
  }

  list(): Notice[] {
    return this.#seen.map((notice) => ({ ...notice }))
  }
}
