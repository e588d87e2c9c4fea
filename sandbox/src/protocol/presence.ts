import type { BinaryNode } from 'baileys'
import type { Presence } from '../api.ts'
import { addressingOf, findEndpoint, jidOf, namesOf } from '../state/accounts.ts'
import type { Account, Device, Link, World } from '../state/model.ts'
import { allows, showsOnline } from '../state/privacy.ts'
import { sendLive } from './delivery.ts'
import { children, nowSeconds } from './stanza.ts'

/** `available` and `unavailable` of the client itself, or a subscription to somebody else's. */
export function handlePresence(world: World, link: Link, device: Device, node: BinaryNode): void {
  const { type, to } = node.attrs
  if (type === 'subscribe') {
    const other = findEndpoint(world, to)?.account
    if (!other || !to) return
    other.subscribers.add(link)
    return link.send(presenceNode(other, device.account, to))
  }
  if (type !== 'available' && type !== 'unavailable') return
  link.available = type === 'available'
  announcePresence(device.account)
}

/** Tells the subscribers whether the person is there now. */
export function announcePresence(account: Account): void {
  const from = jidOf(account, namesOf(account, 'lid').by)
  for (const link of account.subscribers) if (link.device) link.send(presenceNode(account, link.device.account, from))
}

/** What somebody sees of a person's being there, as far as that person lets them. */
export function presenceOf(account: Account, by: Account): Presence {
  const there = [...account.devices.values()].some((device) => device.link?.available)
  const online = there && showsOnline(account, by)
  return { online, last: allows(account, 'last', by) ? nowSeconds() : null }
}

function presenceNode(account: Account, by: Account, from: string): BinaryNode {
  const { online, last } = presenceOf(account, by)
  const attrs = online ? { from, type: 'available' } : { from, type: 'unavailable', last: String(last ?? 'deny') }
  return { tag: 'presence', attrs }
}

/** Typing notices go to the other person's devices that are there now; nobody keeps them. */
export function handleChatState(world: World, device: Device, node: BinaryNode): void {
  const to = node.attrs.to
  const other = findEndpoint(world, to)?.account
  if (other && to) sendChatState(device.account, other, addressingOf(to), children(node))
}

export function sendChatState(from: Account, to: Account, addressing: 'lid' | 'pn', content: BinaryNode[]): void {
  const node: BinaryNode = { tag: 'chatstate', attrs: { from: jidOf(from, namesOf(from, addressing).by) }, content }
  sendLive(to, node)
  to.phone.deliver(node)
}
