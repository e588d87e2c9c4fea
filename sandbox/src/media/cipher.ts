import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const INFO: Record<string, string> = {
  image: 'WhatsApp Image Keys',
  sticker: 'WhatsApp Image Keys',
  video: 'WhatsApp Video Keys',
  audio: 'WhatsApp Audio Keys',
  document: 'WhatsApp Document Keys',
  'md-msg-hist': 'WhatsApp History Keys',
  'md-app-state': 'WhatsApp App State Keys',
}
const MAC_BYTES = 10

export interface EncryptedFile {
  body: Buffer
  mediaKey: Buffer
  fileSha256: Buffer
  fileEncSha256: Buffer
}

function keysOf(mediaKey: Uint8Array, kind: string): { iv: Buffer; cipherKey: Buffer; macKey: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), INFO[kind] ?? '', 112))
  return { iv: bytes.subarray(0, 16), cipherKey: bytes.subarray(16, 48), macKey: bytes.subarray(48, 80) }
}

export function encryptFile(data: Buffer, kind: string): EncryptedFile {
  const mediaKey = randomBytes(32)
  const { iv, cipherKey, macKey } = keysOf(mediaKey, kind)
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv)
  const ciphertext = Buffer.concat([cipher.update(data), cipher.final()])
  const mac = createHmac('sha256', macKey).update(iv).update(ciphertext).digest().subarray(0, MAC_BYTES)
  const body = Buffer.concat([ciphertext, mac])
  return { body, mediaKey, fileSha256: sha256(data), fileEncSha256: sha256(body) }
}

/** Decrypts a file as it streams by. Resolves with hash and size of the clear file; rejects when a check fails. */
export async function inspectFile(
  chunks: AsyncIterable<Buffer>,
  file: { mediaKey: Buffer; fileSha256: Buffer; fileEncSha256: Buffer },
  kind: string,
): Promise<{ sha256: string; size: number }> {
  const { iv, cipherKey, macKey } = keysOf(file.mediaKey, kind)
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
  const mac = createHmac('sha256', macKey).update(iv)
  const [whole, clear] = [createHash('sha256'), createHash('sha256')]
  let [size, tail]: [number, Buffer] = [0, Buffer.alloc(0)]
  const take = (plain: Buffer): void => {
    size += plain.length
    clear.update(plain)
  }
  for await (const chunk of chunks) {
    whole.update(chunk)
    const bytes = Buffer.concat([tail, chunk])
    const ready = bytes.subarray(0, Math.max(0, bytes.length - MAC_BYTES))
    tail = bytes.subarray(ready.length)
    mac.update(ready)
    take(decipher.update(ready))
  }
  if (!mac.digest().subarray(0, MAC_BYTES).equals(tail)) throw new Error('the MAC of the file is wrong')
  take(decipher.final())
  if (!whole.digest().equals(file.fileEncSha256)) throw new Error('the hash of the encrypted file is wrong')
  const digest = clear.digest()
  if (!digest.equals(file.fileSha256)) throw new Error('the hash of the file is wrong')
  return { sha256: digest.toString('hex'), size }
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
