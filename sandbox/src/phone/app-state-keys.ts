import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * The arithmetic of app state with Node's own primitives, so that what a client's library computes is checked against
 * somebody else's code.
 */
export interface MutationKeys {
  index: Buffer
  cipher: Buffer
  valueMac: Buffer
  snapshotMac: Buffer
  patchMac: Buffer
}

const hkdf = (key: Buffer, info: string, length: number) =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), info, length))

export function mutationKeys(keyData: Buffer): MutationKeys {
  const bytes = hkdf(keyData, 'WhatsApp Mutation Keys', 160)
  const part = (n: number) => bytes.subarray(n * 32, n * 32 + 32)
  return { index: part(0), cipher: part(1), valueMac: part(2), snapshotMac: part(3), patchMac: part(4) }
}

export type Operation = 'set' | 'remove'

const hmac = (hash: string, key: Buffer, ...data: Uint8Array[]) => {
  const mac = createHmac(hash, key)
  for (const part of data) mac.update(part)
  return mac.digest()
}

/** A version as the MACs take it: eight bytes, the high half never used. */
function versionBytes(version: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(version, 4)
  return bytes
}

export const indexMac = (keys: MutationKeys, index: Uint8Array): Buffer => hmac('sha256', keys.index, index)

export function valueMac(keys: MutationKeys, operation: Operation, keyId: Uint8Array, sealed: Uint8Array): Buffer {
  const about = Buffer.concat([Buffer.from([operation === 'set' ? 1 : 2]), keyId])
  const length = Buffer.alloc(8)
  length.writeUInt8(about.length, 7)
  return hmac('sha512', keys.valueMac, about, sealed, length).subarray(0, 32)
}

export const snapshotMac = (keys: MutationKeys, hash: Buffer, version: number, name: string): Buffer =>
  hmac('sha256', keys.snapshotMac, hash, versionBytes(version), Buffer.from(name))

export const patchMac = (
  keys: MutationKeys,
  snapshot: Uint8Array,
  values: Uint8Array[],
  version: number,
  name: string,
): Buffer => hmac('sha256', keys.patchMac, snapshot, ...values, versionBytes(version), Buffer.from(name))

export function seal(keys: MutationKeys, data: Uint8Array): Buffer {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', keys.cipher, iv)
  return Buffer.concat([iv, cipher.update(data), cipher.final()])
}

/** Throws when it was sealed with another key. */
export function open(keys: MutationKeys, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', keys.cipher, sealed.subarray(0, 16))
  return Buffer.concat([decipher.update(sealed.subarray(16)), decipher.final()])
}

/** A hash of a set: what comes is added to it and what goes is taken away, in any order (64 sums of 16 bits). */
export function ltHash(hash: Buffer, gone: readonly Buffer[], come: readonly Buffer[]): Buffer {
  const sum = Buffer.from(hash)
  const mix = (values: readonly Buffer[], sign: 1 | -1) => {
    for (const value of values) {
      const wide = hkdf(value, 'WhatsApp Patch Integrity', 128)
      for (let at = 0; at < 128; at += 2)
        sum.writeUInt16LE((sum.readUInt16LE(at) + sign * wide.readUInt16LE(at)) & 0xffff, at)
    }
  }
  mix(gone, -1)
  mix(come, 1)
  return sum
}
