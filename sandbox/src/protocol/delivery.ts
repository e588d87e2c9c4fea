import type { BinaryNode } from 'baileys'
import type { Account, Link, World } from '../state/model.ts'
import { nowSeconds } from './stanza.ts'

/**
 * Hands a stanza to one device of an account. Linked devices keep it in their queue until they confirm it; the phone
 * keeps its own. A device that is gone gets nothing.
 */
export function deliver(world: World, account: Account, device: number, node: BinaryNode): void {
  if (device === 0) return account.phone.deliver(node)
  const target = account.devices.get(device)
  if (!target) return
  target.queue.add(node)
  world.touch(account)
  target.link?.send(node)
}

/** Hands a stanza to the linked devices of an account that are connected now; nothing is kept. */
export function sendLive(account: Account, node: BinaryNode): void {
  for (const device of account.devices.values()) device.link?.send(node)
}

/** The ack of a client's message; with a code it says that the network refused it. */
export function acknowledge(link: Link, node: BinaryNode, error?: string, more: Record<string, string> = {}): void {
  const attrs = { class: 'message', id: node.attrs.id ?? '', from: node.attrs.to ?? '', t: String(nowSeconds()) }
  link.send({ tag: 'ack', attrs: { ...attrs, ...more, ...(error && { error }) } })
}
