import type { FaultControl, FaultRule } from '../api.ts'

export type FaultDirection = 'toClient' | 'fromClient'

export interface FaultSubject {
  direction: FaultDirection
  tag: string
  number: string | undefined
}

export interface FaultHit {
  action: FaultRule['action']
}

/** Decides, stanza by stanza, which rule strikes. The same seed and the same traffic strike alike. */
export class FaultInjector implements FaultControl {
  #rules: { rule: FaultRule; hits: number }[] = []
  #seed = 1
  #random = randomBy(1)
  readonly #kill: (number?: string) => void

  constructor(kill: (number?: string) => void) {
    this.#kill = kill
  }

  get seed(): number {
    return this.#seed
  }

  set(rules: FaultRule[], seed?: number): void {
    if (seed !== undefined) {
      this.#seed = seed
      this.#random = randomBy(seed)
    }
    this.#rules.push(...rules.map((rule) => ({ rule, hits: 0 })))
  }

  rules(): FaultRule[] {
    return this.#rules.map((entry) => entry.rule)
  }

  hits(): number[] {
    return this.#rules.map((entry) => entry.hits)
  }

  clear(): void {
    this.#rules = []
  }

  killSockets(number?: string): void {
    this.#kill(number)
  }

  /** The first rule that strikes this stanza. */
  strike(subject: FaultSubject): FaultHit | undefined {
    for (const entry of this.#rules) {
      if (!matches(entry.rule, subject)) continue
      if (entry.rule.times !== undefined && entry.hits >= entry.rule.times) continue
      if (this.#random() >= (entry.rule.probability ?? 1)) continue
      entry.hits++
      return { action: entry.rule.action }
    }
    return undefined
  }
}

function matches(rule: FaultRule, subject: FaultSubject): boolean {
  const direction = rule.direction ?? (rule.action.kind === 'ackError' ? 'fromClient' : 'both')
  if (direction !== 'both' && direction !== subject.direction) return false
  if (rule.action.kind === 'ackError' && subject.tag !== 'message') return false
  if (rule.tag !== undefined && rule.tag !== subject.tag) return false
  return rule.number === undefined || rule.number === subject.number
}

// mulberry32
function randomBy(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
