import type { BinaryNode } from 'baileys'
import { SERVER } from '../state/accounts.ts'
import type { Account, Device, World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { bytes, child, children, nowSeconds, result, stanzaId } from './stanza.ts'

/** `xmlns="w:sync:app:state"`: a client asks for what it has not seen, or makes a change behind what it has seen. */
export async function handleAppState(world: World, device: Device, node: BinaryNode): Promise<BinaryNode> {
  const asked = children(child(node, 'sync'))
  const collections = await Promise.all(asked.map((collection) => answer(world, device, collection)))
  return result(node, [{ tag: 'sync', attrs: {}, content: collections }])
}

async function answer(world: World, device: Device, collection: BinaryNode): Promise<BinaryNode> {
  const { name = '', version = '0', return_snapshot: whole } = collection.attrs
  const { own } = device.account.phone
  const patch = bytes(collection, 'patch')
  const known = own.version(name)
  if (patch && Number(version) !== known) return refused(name, '409', 'conflict')
  const snapshot = !patch && whole === 'true' ? await own.snapshot(name) : undefined
  if (snapshot) {
    const attrs = { name, version: String(known), type: 'result' }
    return { tag: 'collection', attrs, content: [{ tag: 'snapshot', attrs: {}, content: snapshot }] }
  }
  if (!patch) {
    const behind = await own.patches(name, Number(version))
    const patches = behind.map((content) => ({ tag: 'patch', attrs: {}, content }))
    const attrs = { name, version: String(known), type: 'result' }
    return { tag: 'collection', attrs, content: [{ tag: 'patches', attrs: {}, content: patches }] }
  }
  const problem = own.take(name, patch)
  if (problem !== undefined) {
    world.violation({ rule: 'app-state', text: `A patch of ${name} has ${problem}.`, number: device.account.number })
    return refused(name, '400', 'bad-request')
  }
  tellAppState(world, device.account, name, device)
  return { tag: 'collection', attrs: { name, version: String(known + 1), type: 'result' } }
}

function refused(name: string, code: string, text: string): BinaryNode {
  const error = { tag: 'error', attrs: { code, text } }
  return { tag: 'collection', attrs: { name, type: 'error' }, content: [error] }
}

/** A collection has moved on: the account's linked devices are told to ask. */
export function tellAppState(world: World, account: Account, name: string, but?: Device): void {
  for (const device of account.devices.values()) {
    if (device === but) continue
    const attrs = { from: SERVER, type: 'server_sync', id: stanzaId(), t: String(nowSeconds()) }
    const collection = { tag: 'collection', attrs: { name, version: String(account.phone.own.version(name)) } }
    deliver(world, account, device.id, { tag: 'notification', attrs, content: [collection] })
  }
}
