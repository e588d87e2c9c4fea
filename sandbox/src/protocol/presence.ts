import type { BinaryNode } from 'baileys'
import { addressingOf, findEndpoint, jidOf } from '../state/accounts.ts'
import type { Account, Device, Link, World } from '../state/model.ts'
import { sendLive } from './delivery.ts'
import { children, nowSeconds } from './stanza.ts'

/** `available` and `unavailable` of the client itself, or a subscription to somebody else's. */
export function handlePresence(world: World, link: Link, device: Device, node: BinaryNode): void {
  const { type, to } = node.attrs
  if (type === 'subscribe') {
    const other = findEndpoint(world, to)?.account
    if (!other || !to) return
    other.subscribers.add(link)
    return link.send(presenceOf(other, to))
  }
  if (type !== 'available' && type !== 'unavailable') return
  link.available = type === 'available'
  announcePresence(device.account)
}

/** Tells the subscribers whether the person is there now. */
export function announcePresence(account: Account): void {
  for (const link of account.subscribers) link.send(presenceOf(account, jidOf(account, 'lid')))
}

function presenceOf(account: Account, from: string): BinaryNode {
  const there = [...account.devices.values()].some((device) => device.link?.available)
  const attrs = there ? { from, type: 'available' } : { from, type: 'unavailable', last: String(nowSeconds()) }
  return { tag: 'presence', attrs }
}

/** Typing notices go to the other person's devices that are there now; nobody keeps them. */
export function handleChatState(world: World, device: Device, node: BinaryNode): void {
  const to = node.attrs.to
  const other = findEndpoint(world, to)?.account
  if (other && to) sendChatState(device.account, other, addressingOf(to), children(node))
}

export function sendChatState(from: Account, to: Account, addressing: 'lid' | 'pn', content: BinaryNode[]): void {
  const node: BinaryNode = { tag: 'chatstate', attrs: { from: jidOf(from, addressing) }, content }
  sendLive(to, node)
  to.phone.deliver(node)
}
