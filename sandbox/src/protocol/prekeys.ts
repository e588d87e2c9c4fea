import type { BinaryNode } from 'baileys'
import { findEndpoint, SERVER, type Endpoint } from '../state/accounts.ts'
import type { Device, KeyBundle, OneTimeKey, SignedPreKey, World } from '../state/model.ts'
import { verify } from '../wire/curve.ts'
import { deliver } from './delivery.ts'
import { bigEndian, bytes, child, children, failure, nowSeconds, result, stanzaId, uint } from './stanza.ts'

const KEY_TYPE = Buffer.from([5])
const LOW_STOCK = 5
const MAX_KEY_ID = 0xffffff

/** `xmlns="encrypt"`: upload, count, digest, rotation and the handing out of Signal keys. */
export function handleKeys(world: World, device: Device, node: BinaryNode): BinaryNode {
  const [first] = children(node)
  if (node.attrs.type === 'set') {
    const problem = first?.tag === 'rotate' ? rotate(device, first) : upload(device, node)
    if (!problem) {
      world.touch(device.account)
      return result(node)
    }
    world.violation({ rule: 'prekeys', text: problem, number: device.account.number })
    return failure(node, 406, 'not-acceptable')
  }
  switch (first?.tag ?? '') {
    case 'count':
      return result(node, [{ tag: 'count', attrs: { value: String(device.keys?.stock.length ?? 0) } }])
    case 'digest':
      return device.keys
        ? result(node, [{ tag: 'digest', attrs: {}, content: [] }])
        : failure(node, 404, 'item-not-found')
    case 'key':
      return result(node, [{ tag: 'list', attrs: {}, content: handOutAll(world, children(first)) }])
    default:
      return failure(node, 400, 'bad-request')
  }
}

function handOutAll(world: World, users: BinaryNode[]): BinaryNode[] {
  const bundles: BinaryNode[] = []
  for (const { attrs } of users) {
    const to = findEndpoint(world, attrs.jid)
    const bundle = to && handOut(world, to)
    if (bundle && attrs.jid) bundles.push(bundleNode(attrs.jid, bundle))
  }
  return bundles
}

/** A device's keys with one of its one-time keys, which nobody gets again. Undefined for an unknown device. */
export function handOut(world: World, to: Endpoint): KeyBundle | undefined {
  if (to.device === 0) return to.account.phone.bundle()
  const device = to.account.devices.get(to.device)
  if (!device?.keys) return undefined
  const { registrationId, identity, signed, stock } = device.keys
  const oneTime = stock.shift()
  world.touch(to.account)
  if (oneTime && stock.length < LOW_STOCK) askForMore(world, device)
  return oneTime ? { registrationId, identity, signed, oneTime } : { registrationId, identity, signed }
}

function askForMore(world: World, device: Device): void {
  const count: BinaryNode = { tag: 'count', attrs: { value: String(device.keys?.stock.length ?? 0) } }
  const attrs = { type: 'encrypt', from: SERVER, id: stanzaId(), t: String(nowSeconds()) }
  deliver(world, device.account, device.id, { tag: 'notification', attrs, content: [count] })
}

function upload(device: Device, node: BinaryNode): string | undefined {
  const registrationId = uint(bytes(node, 'registration'))
  const identity = bytes(node, 'identity')
  const type = bytes(node, 'type')
  if (registrationId === undefined || !type?.equals(KEY_TYPE)) return 'An upload has no registration id or key type 5.'
  if (!identity?.equals(device.identity)) return 'An upload carries another identity than the one that was paired.'
  const signed = readSigned(child(node, 'skey'), device.identity)
  if (typeof signed === 'string') return signed
  const added = readOneTime(child(node, 'list'))
  if (typeof added === 'string') return added
  const stock = device.keys?.stock ?? []
  const known = new Set(stock.map((key) => key.id))
  device.keys = { registrationId, identity, signed, stock: [...stock, ...added.filter((key) => !known.has(key.id))] }
  return undefined
}

function rotate(device: Device, node: BinaryNode): string | undefined {
  const signed = readSigned(child(node, 'skey'), device.identity)
  if (typeof signed === 'string') return signed
  if (!device.keys) return 'A rotation comes before any upload.'
  device.keys.signed = signed
  return undefined
}

/** Reads a signed prekey and verifies its signature; a sentence when it is not acceptable. */
export function readSigned(node: BinaryNode | undefined, identity: Buffer): SignedPreKey | string {
  const id = uint(bytes(node, 'id'))
  const value = bytes(node, 'value')
  const signature = bytes(node, 'signature')
  if (id === undefined || id > MAX_KEY_ID || value?.length !== 32 || !signature) return 'A signed prekey is incomplete.'
  const signed = { id, value, signature }
  return isSignedBy(identity, signed) ? signed : 'The signature of a signed prekey is wrong.'
}

export function isSignedBy(identity: Uint8Array, signed: SignedPreKey): boolean {
  return verify(identity, Buffer.concat([KEY_TYPE, signed.value]), signed.signature)
}

function readOneTime(list: BinaryNode | undefined): OneTimeKey[] | string {
  const keys: OneTimeKey[] = []
  for (const node of children(list)) {
    const id = uint(bytes(node, 'id'))
    const value = bytes(node, 'value')
    if (id === undefined || id > MAX_KEY_ID || value?.length !== 32) return 'A one-time prekey is malformed.'
    keys.push({ id, value })
  }
  if (new Set(keys.map((key) => key.id)).size !== keys.length) return 'One upload carries a prekey id twice.'
  return keys
}

function bundleNode(jid: string, bundle: KeyBundle): BinaryNode {
  const content = [
    leaf('registration', bigEndian(bundle.registrationId, 4)),
    leaf('type', KEY_TYPE),
    leaf('identity', bundle.identity),
    signedNode(bundle.signed),
  ]
  if (bundle.oneTime) content.push(oneTimeNode(bundle.oneTime))
  return { tag: 'user', attrs: { jid }, content }
}

export function signedNode(signed: SignedPreKey): BinaryNode {
  const content = [
    leaf('id', bigEndian(signed.id, 3)),
    leaf('value', signed.value),
    leaf('signature', signed.signature),
  ]
  return { tag: 'skey', attrs: {}, content }
}

export function oneTimeNode(key: OneTimeKey): BinaryNode {
  return { tag: 'key', attrs: {}, content: [leaf('id', bigEndian(key.id, 3)), leaf('value', key.value)] }
}

function leaf(tag: string, content: Buffer): BinaryNode {
  return { tag, attrs: {}, content }
}
