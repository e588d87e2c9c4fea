import { readFields } from '../wire/protobuf.ts'

/** What is readable of a Signal ciphertext without its key. */
export interface PreKeyEnvelope {
  oneTimeId: number | undefined
  signedId: number | undefined
  registrationId: number | undefined
  /** Raw 32 bytes. */
  identity: Buffer | undefined
}

const VERSION = 0x33
const MAC_BYTES = 8
const FIELD = { oneTimeId: 1, identity: 3, message: 4, registrationId: 5, signedId: 6 }

/** Whether the bytes look like a `SignalMessage`: version 3, a body, a MAC. */
export function isSignalMessage(ciphertext: Buffer): boolean {
  return ciphertext.length > 1 + MAC_BYTES && ciphertext.readUInt8(0) === VERSION
}

/** Reads a `PreKeySignalMessage`; undefined when it is none. */
export function readPreKeyEnvelope(ciphertext: Buffer): PreKeyEnvelope | undefined {
  if (ciphertext.length < 2 || ciphertext.readUInt8(0) !== VERSION) return undefined
  const fields = readFields(ciphertext.subarray(1))
  const message = fields?.get(FIELD.message)
  const identity = fields?.get(FIELD.identity)
  if (!fields || !Buffer.isBuffer(message) || !isSignalMessage(message)) return undefined
  return {
    oneTimeId: numberOf(fields.get(FIELD.oneTimeId)),
    signedId: numberOf(fields.get(FIELD.signedId)),
    registrationId: numberOf(fields.get(FIELD.registrationId)),
    identity: Buffer.isBuffer(identity) && identity.length === 33 ? identity.subarray(1) : undefined,
  }
}

function numberOf(value: number | Buffer | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}
