import { createHash, createHmac, randomBytes, webcrypto, type Hash, type Hmac } from 'node:crypto'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FileContent } from '../../base/content.ts'
import { getMediaKeys } from './library.ts'

/** A file as the network takes it, on this machine's disk until `remove`. */
export interface EncryptedFile {
  path: string
  mediaKey: Uint8Array
  fileEncSha256: Buffer
  fileSha256: Uint8Array
  fileLength: number
  /** Bytes of the file at `path`. */
  encryptedLength: number
  remove(): Promise<void>
}

const BLOCK = 16
const MAC_BYTES = 10

/**
 * Encrypts a stream to a file (AES-256-CBC, then ten bytes of MAC) under a new key. The library's own way does everything
 * on the event loop, one after the other; here the cipher runs in the thread pool, and so do the reads and writes, while
 * the loop hashes.
 */
export async function encryptFile(stream: Readable, fileKind: FileContent['fileKind']): Promise<EncryptedFile> {
  const mediaKey = randomBytes(32)
  const path = join(tmpdir(), `rookery-${randomBytes(16).toString('hex')}.enc`)
  const remove = (): Promise<void> => unlink(path).catch(() => undefined)
  try {
    const { cipherKey, iv, macKey } = await getMediaKeys(mediaKey, fileKind)
    const out = new Output(await open(path, 'wx', 0o600), createHmac('sha256', macKey ?? Buffer.alloc(0)).update(iv))
    try {
      const sums = await encrypt(stream, await Cipher.of(cipherKey, iv), out)
      return { path, mediaKey, ...sums, remove }
    } finally {
      await out.close()
    }
  } catch (error) {
    stream.destroy()
    await remove()
    throw error
  }
}

async function encrypt(
  stream: Readable,
  cipher: Cipher,
  out: Output,
): Promise<Omit<EncryptedFile, 'path' | 'mediaKey' | 'remove'>> {
  const plain = createHash('sha256')
  let fileLength = 0
  let rest: Buffer = Buffer.alloc(0)
  let before: Buffer = rest
  for await (const piece of stream as AsyncIterable<Buffer>) {
    fileLength += piece.length
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const whole = bytes.length - (bytes.length % BLOCK)
    rest = bytes.subarray(whole)
    const encrypting = cipher.update(bytes.subarray(0, whole))
    encrypting.catch(() => undefined) // heard below, unless a write fails first
    // while the pool encrypts this piece
    plain.update(piece)
    await out.add(before)
    before = await encrypting
  }
  await out.add(before)
  await out.add(await cipher.final(rest))
  const fileEncSha256 = await out.finish()
  return { fileEncSha256, fileSha256: plain.digest(), fileLength, encryptedLength: out.length }
}

/** AES-256-CBC in pieces in the thread pool, where the runtime offers it for whole messages: each ends in a padding of its own. */
class Cipher {
  readonly #key: webcrypto.CryptoKey
  #iv: Uint8Array

  private constructor(key: webcrypto.CryptoKey, iv: Uint8Array) {
    this.#key = key
    this.#iv = iv
  }

  static async of(key: Uint8Array, iv: Uint8Array): Promise<Cipher> {
    return new Cipher(await webcrypto.subtle.importKey('raw', key, 'AES-CBC', false, ['encrypt']), iv)
  }

  /** Whole blocks; what the runtime pads is left out, and the last block begins the next piece. */
  async update(bytes: Buffer): Promise<Buffer> {
    if (bytes.length === 0) return bytes
    const encrypted = (await this.final(bytes)).subarray(0, bytes.length)
    this.#iv = Uint8Array.from(encrypted.subarray(-BLOCK))
    return encrypted
  }

  async final(bytes: Buffer): Promise<Buffer> {
    return Buffer.from(await webcrypto.subtle.encrypt({ name: 'AES-CBC', iv: this.#iv }, this.#key, bytes))
  }
}

/** The encrypted file while it is written: hashed on the loop, written behind it, one write at a time. */
class Output {
  readonly #file: FileHandle
  readonly #mac: Hmac
  readonly #sha256: Hash = createHash('sha256')
  #writing: Promise<void> = Promise.resolve()
  length = 0

  constructor(file: FileHandle, mac: Hmac) {
    this.#file = file
    this.#mac = mac
  }

  async add(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return
    this.#mac.update(bytes)
    await this.#write(bytes)
  }

  /** Adds the MAC; the hash of everything, once it is written. */
  async finish(): Promise<Buffer> {
    await this.#write(this.#mac.digest().subarray(0, MAC_BYTES))
    await this.#writing
    return this.#sha256.digest()
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined)
    await this.#file.close()
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#sha256.update(bytes)
    this.length += bytes.length
    await this.#writing
    this.#writing = this.#file.appendFile(bytes)
    this.#writing.catch(() => undefined)
  }
}
