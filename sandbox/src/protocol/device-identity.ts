import { createHmac } from 'node:crypto'
import { proto } from 'baileys'
import type { Device } from '../state/model.ts'
import { sign, verify, type KeyPair } from '../wire/curve.ts'

const ACCOUNT_PREFIX = Buffer.from([6, 0])
const DEVICE_PREFIX = Buffer.from([6, 1])

/** What a phone signs for a new companion. */
export interface Endorsement {
  details: Buffer
  accountKey: Buffer
  accountSignature: Buffer
  /** `ADVSignedDeviceIdentityHMAC`, to be sent in `pair-success`. */
  envelope: Buffer
}

/** The phone's signature over a companion's identity, sealed with the secret that only phone and companion know. */
export function endorse(
  phone: KeyPair,
  companion: { identity: Buffer; keyIndex: number; secret: Buffer; at: number },
): Endorsement {
  const details = Buffer.from(
    proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: companion.at, keyIndex: companion.keyIndex }).finish(),
  )
  const accountSignature = sign(phone.private, Buffer.concat([ACCOUNT_PREFIX, details, companion.identity]))
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: phone.public,
    accountSignature,
  }).finish()
  const hmac = createHmac('sha256', companion.secret).update(signed).digest()
  const envelope = Buffer.from(proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish())
  return { details, accountKey: phone.public, accountSignature, envelope }
}

/**
 * Checks what the companion sent back: the endorsement unchanged and its own signature over it. Returns the complete
 * identity that goes along with the companion's first messages, or what is wrong.
 */
export function checkCountersigned(
  endorsement: Endorsement,
  companionIdentity: Buffer,
  reply: Uint8Array,
): { signedIdentity: Buffer } | { problem: string } {
  let identity: proto.ADVSignedDeviceIdentity
  try {
    identity = proto.ADVSignedDeviceIdentity.decode(reply)
  } catch {
    return { problem: 'The device identity of the companion is unreadable.' }
  }
  const { details, accountSignature, deviceSignature } = identity
  if (!same(details, endorsement.details) || !same(accountSignature, endorsement.accountSignature)) {
    return { problem: 'The companion changed what the phone had signed.' }
  }
  const message = Buffer.concat([DEVICE_PREFIX, endorsement.details, companionIdentity, endorsement.accountKey])
  if (!deviceSignature || !verify(companionIdentity, message, deviceSignature)) {
    return { problem: 'The device signature of the companion is wrong.' }
  }
  const accountSignatureKey = endorsement.accountKey
  const complete = { ...endorsement, accountSignatureKey, deviceSignature }
  return { signedIdentity: Buffer.from(proto.ADVSignedDeviceIdentity.encode(complete).finish()) }
}

/** Whether these bytes are the signed identity that the network accepted for the device. */
export function isOwnIdentity(device: Device, claimed: Buffer | undefined): boolean {
  if (!claimed) return false
  if (claimed.equals(device.signedIdentity)) return true
  try {
    const again = proto.ADVSignedDeviceIdentity.encode(proto.ADVSignedDeviceIdentity.decode(claimed)).finish()
    return same(again, device.signedIdentity)
  } catch {
    return false
  }
}

function same(a: Uint8Array | null | undefined, b: Buffer): boolean {
  return !!a && b.equals(a)
}
