import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  sign as signEd25519,
  verify as verifyEd25519,
  type KeyObject,
} from 'node:crypto'
import { Curve } from 'baileys'

/** A Curve25519 pair, raw 32 bytes each. */
export interface KeyPair {
  public: Buffer
  private: Buffer
}

const PRIVATE_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex')
const PUBLIC_PREFIX = Buffer.from('302a300506032b656e032100', 'hex')
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const ED25519_PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const PRIME = 2n ** 255n - 19n

export function generateKeyPair(): KeyPair {
  const pair = generateKeyPairSync('x25519')
  return {
    public: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
    private: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32),
  }
}

/** X25519 by Node's own crypto, independent of the client library. Throws on a point of small order. */
export function agree(privateKey: Uint8Array, publicKey: Uint8Array): Buffer {
  return diffieHellman({
    privateKey: createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, privateKey]), format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' }),
  })
}

/** XEdDSA signature, 64 bytes. Takes some 20 ms: for pairing and certificates only. */
export function sign(privateKey: Uint8Array, message: Uint8Array): Buffer {
  return Buffer.from(Curve.sign(privateKey, message))
}

/**
 * A key that signs and agrees on nothing. It is an Ed25519 key, whose signatures Node makes a hundred times faster than
 * the library makes its own; with the sign bit of the public key in their top bit they are XEdDSA signatures by the
 * Curve25519 form of that key.
 */
export class SigningKey {
  /** All that is to be kept of it, 32 bytes. */
  readonly seed: Buffer
  /** Curve25519 form, raw 32 bytes. */
  readonly public: Buffer
  readonly #key: KeyObject
  readonly #signBit: number

  constructor(seed: Uint8Array = randomBytes(32)) {
    this.seed = Buffer.from(seed)
    const der = Buffer.concat([ED25519_PRIVATE_PREFIX, this.seed])
    this.#key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    const edwards = createPublicKey(this.#key).export({ format: 'der', type: 'spki' }).subarray(-32)
    this.#signBit = edwards.readUInt8(31) & 0x80
    this.public = montgomeryForm(edwards)
  }

  sign(message: Uint8Array): Buffer {
    const signature = signEd25519(null, message, this.#key)
    signature.writeUInt8(signature.readUInt8(63) | this.#signBit, 63)
    return signature
  }
}

/**
 * Verifies XEdDSA signatures by a raw 32-byte Curve25519 key: the key is carried over to its Edwards form, the sign
 * bit travels in the top bit of the signature, and the rest is plain Ed25519. The client library's own check accepts
 * every signature, hence this one.
 */
export class Verifier {
  readonly #edwards: Buffer | undefined
  /** The key of either sign, made when it is first met. */
  readonly #keys = new Map<number, KeyObject>()

  constructor(publicKey: Uint8Array) {
    this.#edwards = publicKey.length === 32 ? edwardsForm(publicKey) : undefined
  }

  accepts(message: Uint8Array, signature: Uint8Array): boolean {
    if (!this.#edwards || signature.length !== 64) return false
    const plain = Buffer.from(signature)
    const top = plain.readUInt8(63)
    plain.writeUInt8(top & 0x7f, 63)
    try {
      return verifyEd25519(null, message, this.#key(this.#edwards, top & 0x80), plain)
    } catch {
      return false
    }
  }

  #key(edwards: Buffer, signBit: number): KeyObject {
    const known = this.#keys.get(signBit)
    if (known) return known
    const point = Buffer.from(edwards)
    point.writeUInt8(point.readUInt8(31) | signBit, 31)
    const key = createPublicKey({ key: Buffer.concat([ED25519_PREFIX, point]), format: 'der', type: 'spki' })
    this.#keys.set(signBit, key)
    return key
  }
}

/** Verifies one signature; a key that signs often is better kept as a `Verifier`. */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return new Verifier(publicKey).accepts(message, signature)
}

// u = (1 + y) / (1 - y); y is 1 at the neutral point alone, which is nobody's key
function montgomeryForm(edwards: Uint8Array): Buffer {
  const y = fromLittleEndian(edwards) & (2n ** 255n - 1n)
  const inverse = invert((PRIME + 1n - y) % PRIME)
  if (inverse === undefined) throw new Error('The neutral point is no key.')
  return toLittleEndian(((y + 1n) * inverse) % PRIME)
}

// y = (u - 1) / (u + 1)
function edwardsForm(montgomery: Uint8Array): Buffer | undefined {
  const u = (fromLittleEndian(montgomery) & (2n ** 255n - 1n)) % PRIME
  const inverse = invert((u + 1n) % PRIME)
  if (inverse === undefined) return undefined
  return toLittleEndian(((u - 1n + PRIME) * inverse) % PRIME)
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
}

function toLittleEndian(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
}

function invert(value: bigint): bigint | undefined {
  let [a, b, x, y] = [value, PRIME, 1n, 0n]
  while (b !== 0n) {
    const quotient = a / b
    ;[a, b] = [b, a - quotient * b]
    ;[x, y] = [y, x - quotient * y]
  }
  return a === 1n ? ((x % PRIME) + PRIME) % PRIME : undefined
}
