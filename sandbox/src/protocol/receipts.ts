import type { BinaryNode } from 'baileys'
import { addressingOf, deviceIds, findEndpoint, jidOf, namesOf } from '../state/accounts.ts'
import { STATUS } from '../state/chats.ts'
import type { Account, Device, Link, World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { child, children, nowSeconds } from './stanza.ts'

/** Receipt types that end at the network: they tell nobody else anything. */
const SILENT = new Set(['sender', 'peer_msg', 'hist_sync', 'server-error', 'read-self'])

/** A client confirms messages: they leave its queue, and the author hears of it. */
export function handleReceipt(world: World, link: Link, device: Device, node: BinaryNode): void {
  const { id, to, type } = node.attrs
  if (!id) return world.violation({ rule: 'receipt', text: 'A receipt has no id.', number: device.account.number })
  const ids = [id, ...children(child(node, 'list')).flatMap((item) => item.attrs.id ?? [])]
  for (const one of ids) device.queue.confirm('message', one)
  world.touch(device.account)
  if (type === 'retry') link.retried.add(id)
  link.send({ tag: 'ack', attrs: { class: 'receipt', id, ...(to ? { from: to } : {}), ...(type ? { type } : {}) } })
  if (to && !(type && SILENT.has(type))) forwardReceipt(world, { account: device.account, device: device.id }, node)
}

/** Takes a receipt to its author: a retry to the one device it names, anything else to all of them. */
export function forwardReceipt(
  world: World,
  from: { account: Device['account']; device: number },
  node: BinaryNode,
): void {
  const { id = '', to = '', type, recipient, participant } = node.attrs
  const group = to.endsWith('@g.us') || to === STATUS ? to : undefined
  const author = findEndpoint(world, group ? participant : to)
  if (!author) return
  // in a group everybody's reading shows; between two people it does where both want it
  if (type === 'read' && !group && !readingShows(from.account, author.account)) return
  const { by } = namesOf(from.account, addressingOf(group ? (participant ?? '') : to))
  const retry = type === 'retry'
  const reader = jidOf(from.account, by, retry ? from.device : 0)
  const attrs: Record<string, string> = {
    id,
    ...(group ? { from: group, participant: reader } : { from: reader }),
    t: String(nowSeconds()),
    ...(type && type !== 'inactive' ? { type } : {}),
    ...(recipient ? { recipient } : {}),
  }
  const receipt: BinaryNode = node.content === undefined ? { tag: 'receipt', attrs } : { ...node, attrs }
  const devices = retry ? [author.device] : deviceIds(author.account)
  for (const device of devices) deliver(world, author.account, device, receipt)
}

const readingShows = (...people: Account[]): boolean => people.every(({ privacy }) => privacy.readreceipts === 'all')

/** A client confirms anything else, or says that it could not use a message. */
export function handleAck(world: World, link: Link, device: Device, node: BinaryNode): void {
  const { id = '', class: tag = '' } = node.attrs
  if (tag === 'message' && node.attrs.error && link.retried.delete(id)) return
  if (device.queue.confirm(tag, id)) world.touch(device.account)
}
