import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto'
import { SigningKey, Verifier } from '../wire/curve.ts'
import { readFields, writeFields } from '../wire/protobuf.ts'

/**
 * Signal's sender keys, written from the protocol with Node's own primitives. An author's chain steps once with each
 * message; who has its key can step along, and keeps the keys of what has not come yet.
 */
export interface SavedSenderKeys {
  own: { group: string; id: number; chain: Chain; seed: Buffer; holders: string[] }[]
  learned: { name: string; states: { id: number; chain: Chain; signing: Buffer; unused: [number, Buffer][] }[] }[]
}

interface Chain {
  iteration: number
  key: Buffer
}

interface OwnKey {
  readonly id: number
  readonly signing: SigningKey
  chain: Chain
  /** Devices that have the key. */
  holders: Set<string>
}

interface LearnedKey {
  readonly id: number
  /** Raw 32 bytes. */
  readonly signing: Buffer
  readonly verifier: Verifier
  chain: Chain
  /** Seeds of messages that have not come yet, by iteration, oldest first. */
  readonly unused: Map<number, Buffer>
}

const VERSION = 0x33
const SIGNATURE_BYTES = 64
const KEY_TYPE = 5
/** How far a message may be ahead, and how many that were passed over may still come. */
const MAX_AHEAD = 2000
const MAX_UNUSED = 2000
/** Keys of one author in one group; older ones give way. */
const MAX_KEYS = 5
const ID_END = 2 ** 31 - 1

/** The sender keys of one phone: its own in each group, and those that others shared with it. */
export class SenderKeys {
  readonly #own = new Map<string, OwnKey>()
  /** By group and author, newest first. */
  readonly #learned = new Map<string, LearnedKey[]>()

  constructor(saved?: SavedSenderKeys) {
    for (const { group, id, chain, seed, holders } of saved?.own ?? [])
      this.#own.set(group, { id, chain, signing: new SigningKey(seed), holders: new Set(holders) })
    for (const { name, states } of saved?.learned ?? []) {
      const keys = states.map(({ id, chain, signing, unused }) => {
        return { id, chain, signing, verifier: new Verifier(signing), unused: new Map(unused) }
      })
      this.#learned.set(name, keys)
    }
  }

  /**
   * Encrypts for a group. `lacking` are those of `devices` that do not have the key yet: they need `distribution` on
   * their own sessions. When a device has gone, a new key begins, which it never gets.
   */
  encrypt(
    group: string,
    data: Uint8Array,
    devices: readonly string[],
  ): { ciphertext: Buffer; distribution: Buffer; lacking: string[] } {
    const former = this.#own.get(group)
    const gone = former && [...former.holders].some((jid) => !devices.includes(jid))
    const key = former && !gone ? former : this.#begin(group)
    const lacking = devices.filter((jid) => !key.holders.has(jid))
    key.holders = new Set(devices)
    const distribution = distributionOf(key)
    const { iv, cipherKey } = messageKey(seedOf(key.chain))
    const cipher = createCipheriv('aes-256-cbc', cipherKey, iv)
    const sealed = Buffer.concat([cipher.update(data), cipher.final()])
    const body = Buffer.concat([Buffer.of(VERSION), writeFields(key.id, key.chain.iteration, sealed)])
    key.chain = next(key.chain)
    return { ciphertext: Buffer.concat([body, key.signing.sign(body)]), distribution, lacking }
  }

  /** The key that this phone writes with from now on, for one device that asked again. */
  distribution(group: string): Buffer {
    return distributionOf(this.#own.get(group) ?? this.#begin(group))
  }

  /** Keeps the key that an author shared. One that is known already does not begin anew: nothing can be replayed so. */
  learn(group: string, author: string, distribution: Uint8Array): void {
    const bytes = Buffer.from(distribution)
    const fields = bytes[0] === VERSION ? readFields(bytes.subarray(1)) : undefined
    const [id, iteration, key, signing] = [1, 2, 3, 4].map((field) => fields?.get(field))
    if (typeof id !== 'number' || typeof iteration !== 'number') throw new Error('a sender key without a number')
    if (!Buffer.isBuffer(key) || key.length !== 32) throw new Error('a sender key without a chain key')
    if (!Buffer.isBuffer(signing) || signing.length !== 33 || signing[0] !== KEY_TYPE)
      throw new Error('a sender key without a signing key')
    const name = nameOf(group, author)
    const keys = this.#learned.get(name) ?? []
    const raw = Buffer.from(signing.subarray(1))
    const known = keys.find((one) => one.id === id && one.signing.equals(raw))
    const chain = { iteration, key: Buffer.from(key) }
    const learned = known ?? { id, signing: raw, verifier: new Verifier(raw), chain, unused: new Map() }
    this.#learned.set(name, [learned, ...keys.filter((one) => one.id !== id)].slice(0, MAX_KEYS))
  }

  /** Throws without the author's key, on a wrong signature, a used counter or one too far ahead; nothing changes then. */
  decrypt(group: string, author: string, message: Uint8Array): Buffer {
    const bytes = Buffer.from(message)
    const signed = bytes.subarray(0, -SIGNATURE_BYTES)
    const fields = signed[0] === VERSION ? readFields(signed.subarray(1)) : undefined
    const [id, iteration, sealed] = [1, 2, 3].map((field) => fields?.get(field))
    if (typeof id !== 'number' || typeof iteration !== 'number' || !Buffer.isBuffer(sealed))
      throw new Error('no message of a sender key')
    const key = this.#learned.get(nameOf(group, author))?.find((one) => one.id === id)
    if (!key) throw new Error('a sender key that nobody shared')
    if (!key.verifier.accepts(signed, bytes.subarray(-SIGNATURE_BYTES))) throw new Error('a wrong signature')
    const step = stepTo(key, iteration)
    const { iv, cipherKey } = messageKey(step.seed)
    const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
    const plain = Buffer.concat([decipher.update(sealed), decipher.final()])
    step.keep()
    return plain
  }

  save(): SavedSenderKeys {
    return {
      own: [...this.#own].map(([group, { id, chain, signing, holders }]) => {
        return { group, id, chain, seed: signing.seed, holders: [...holders] }
      }),
      learned: [...this.#learned].map(([name, keys]) => ({
        name,
        states: keys.map(({ id, chain, signing, unused }) => ({ id, chain, signing, unused: [...unused] })),
      })),
    }
  }

  #begin(group: string): OwnKey {
    const chain = { iteration: 0, key: randomBytes(32) }
    const key: OwnKey = { id: randomInt(ID_END), signing: new SigningKey(), chain, holders: new Set() }
    this.#own.set(group, key)
    return key
  }
}

const nameOf = (group: string, author: string): string => `${group} ${author}`

function distributionOf({ id, chain, signing }: OwnKey): Buffer {
  const publicKey = Buffer.concat([Buffer.of(KEY_TYPE), signing.public])
  return Buffer.concat([Buffer.of(VERSION), writeFields(id, chain.iteration, chain.key, publicKey)])
}

const derived = (key: Buffer, what: number): Buffer => createHmac('sha256', key).update(Buffer.of(what)).digest()

const seedOf = ({ key }: Chain): Buffer => derived(key, 1)

const next = ({ iteration, key }: Chain): Chain => ({ iteration: iteration + 1, key: derived(key, 2) })

function messageKey(seed: Buffer): { iv: Buffer; cipherKey: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', seed, Buffer.alloc(32), 'WhisperGroup', 48))
  return { iv: bytes.subarray(0, 16), cipherKey: bytes.subarray(16) }
}

/** The seed of an iteration's message; `keep` steps the key along, once that message has opened. */
function stepTo(key: LearnedKey, iteration: number): { seed: Buffer; keep(): void } {
  let { chain } = key
  if (iteration < chain.iteration) {
    const seed = key.unused.get(iteration)
    if (!seed) throw new Error(`a used counter: ${iteration}`)
    return { seed, keep: () => void key.unused.delete(iteration) }
  }
  if (iteration - chain.iteration > MAX_AHEAD) throw new Error(`a counter too far ahead: ${iteration}`)
  const passed: [number, Buffer][] = []
  for (; chain.iteration < iteration; chain = next(chain)) passed.push([chain.iteration, seedOf(chain)])
  const keep = () => {
    key.chain = next(chain)
    for (const [number, seed] of passed) key.unused.set(number, seed)
    for (const oldest of key.unused.keys()) {
      if (key.unused.size <= MAX_UNUSED) break
      key.unused.delete(oldest)
    }
  }
  return { seed: seedOf(chain), keep }
}
