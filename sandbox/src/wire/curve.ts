import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  verify as verifyEd25519,
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
 * Verifies an XEdDSA signature by a raw 32-byte Curve25519 key: the key is carried over to its Edwards form, the sign
 * bit travels in the top bit of the signature, and the rest is plain Ed25519. The client library's own check accepts
 * every signature, hence this one.
 */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const edwards = edwardsForm(publicKey)
  if (!edwards) return false
  const plain = Buffer.from(signature)
  const top = plain.readUInt8(63)
  edwards.writeUInt8(edwards.readUInt8(31) | (top & 0x80), 31)
  plain.writeUInt8(top & 0x7f, 63)
  try {
    const key = createPublicKey({ key: Buffer.concat([ED25519_PREFIX, edwards]), format: 'der', type: 'spki' })
    return verifyEd25519(null, message, key, plain)
  } catch {
    return false
  }
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
