import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'

const PATTERN = Buffer.concat([Buffer.from('Noise_XX_25519_AESGCM_SHA256'), Buffer.alloc(4)])
const NOTHING = Buffer.alloc(0)
const TAG_BYTES = 16

/** Responder's side of Noise_XX_25519_AESGCM_SHA256, up to the split into two transport ciphers. */
export class NoiseResponder {
  #hash: Buffer = PATTERN
  #chainingKey: Buffer = PATTERN
  #key: Buffer = PATTERN
  #counter = 0

  constructor(prologue: Uint8Array, clientEphemeral: Uint8Array) {
    this.mixHash(prologue)
    this.mixHash(clientEphemeral)
  }

  mixHash(data: Uint8Array): void {
    this.#hash = createHash('sha256').update(this.#hash).update(data).digest()
  }

  mixKey(shared: Uint8Array): void {
    const [chainingKey, key] = this.#expand(shared)
    this.#chainingKey = chainingKey
    this.#key = key
    this.#counter = 0
  }

  encrypt(plaintext: Uint8Array): Buffer {
    const ciphertext = seal(this.#key, this.#counter++, plaintext, this.#hash)
    this.mixHash(ciphertext)
    return ciphertext
  }

  /** Throws when the tag does not fit. */
  decrypt(ciphertext: Uint8Array): Buffer {
    const plaintext = open(this.#key, this.#counter++, ciphertext, this.#hash)
    this.mixHash(ciphertext)
    return plaintext
  }

  split(): { fromClient: TransportCipher; toClient: TransportCipher } {
    const [fromClient, toClient] = this.#expand(NOTHING)
    return { fromClient: new TransportCipher(fromClient), toClient: new TransportCipher(toClient) }
  }

  #expand(input: Uint8Array): [Buffer, Buffer] {
    const bytes = Buffer.from(hkdfSync('sha256', input, this.#chainingKey, NOTHING, 64))
    return [bytes.subarray(0, 32), bytes.subarray(32)]
  }
}

/** One direction after the handshake: the counter is the only nonce, so a lost, repeated or swapped frame fails. */
export class TransportCipher {
  readonly #key: Buffer
  #counter = 0

  constructor(key: Buffer) {
    this.#key = key
  }

  encrypt(plaintext: Uint8Array): Buffer {
    return seal(this.#key, this.#counter++, plaintext, NOTHING)
  }

  decrypt(ciphertext: Uint8Array): Buffer {
    return open(this.#key, this.#counter++, ciphertext, NOTHING)
  }
}

function nonce(counter: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(counter, 8)
  return bytes
}

function seal(key: Buffer, counter: number, plaintext: Uint8Array, aad: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(counter))
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

function open(key: Buffer, counter: number, ciphertext: Uint8Array, aad: Uint8Array): Buffer {
  if (ciphertext.length < TAG_BYTES) throw new Error('the ciphertext is shorter than its tag')
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter), { authTagLength: TAG_BYTES })
  decipher.setAAD(aad)
  decipher.setAuthTag(ciphertext.subarray(ciphertext.length - TAG_BYTES))
  return Buffer.concat([decipher.update(ciphertext.subarray(0, ciphertext.length - TAG_BYTES)), decipher.final()])
}
