import { randomBytes } from 'node:crypto'
import { proto, type BinaryNode } from 'baileys'
import type { Link, World } from '../state/model.ts'
import { isSignedBy } from './prekeys.ts'
import { push, uint } from './stanza.ts'

const REFERENCES = 6
const HASH_BYTES = 16

/** A client without an account comes: its keys are checked, then it gets references for QR codes. */
export function handleRegistration(world: World, link: Link, payload: proto.ClientPayload): void {
  const problem = register(link, payload)
  if (problem) {
    world.violation({ rule: 'registration', text: problem })
    link.send({ tag: 'failure', attrs: { reason: '400', location: 'sandbox' } })
    return link.close()
  }
  const references: BinaryNode[] = []
  for (let i = 0; i < REFERENCES; i++) {
    const reference = randomBytes(24).toString('base64')
    world.refs.set(reference, link)
    references.push({ tag: 'ref', attrs: {}, content: Buffer.from(reference) })
  }
  link.send(push('md', [{ tag: 'pair-device', attrs: {}, content: references }]))
}

function register(link: Link, payload: proto.ClientPayload): string | undefined {
  const data = payload.devicePairingData
  const identity = data?.eIdent && Buffer.from(data.eIdent)
  const value = data?.eSkeyVal && Buffer.from(data.eSkeyVal)
  const signature = data?.eSkeySig && Buffer.from(data.eSkeySig)
  const registrationId = uint(data?.eRegid ? Buffer.from(data.eRegid) : undefined)
  const signedId = uint(data?.eSkeyId ? Buffer.from(data.eSkeyId) : undefined)
  if (!identity || !value || !signature || registrationId === undefined || signedId === undefined) {
    return 'A registration lacks a key or an id.'
  }
  if (identity.length !== 32 || value.length !== 32 || data?.eKeytype?.[0] !== 5)
    return 'A registration has a malformed key.'
  if (data.buildHash?.length !== HASH_BYTES) return 'The build hash of a registration is no MD5.'
  const signed = { id: signedId, value, signature }
  if (!isSignedBy(identity, signed)) return 'The signature of the signed prekey in a registration is wrong.'
  const props = readProps(data.deviceProps)
  if (props === undefined) return 'The device properties of a registration are unreadable.'
  link.registration = { registrationId, identity, signed, platform: props, answer: undefined, abandon: undefined }
  return undefined
}

function readProps(bytes: Uint8Array | null | undefined): string | undefined {
  try {
    return bytes ? (proto.DeviceProps.decode(bytes).os ?? '') : undefined
  } catch {
    return undefined
  }
}
