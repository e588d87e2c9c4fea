import { randomBytes } from 'node:crypto'
import type { proto } from 'baileys'
import { jidOf, SERVER } from '../state/accounts.ts'
import type { Device, Link, World } from '../state/model.ts'
import { nowSeconds } from './stanza.ts'

/** A linked device comes back: its Noise key is its proof. It gets what waited for it. */
export function handleLogin(world: World, link: Link, payload: proto.ClientPayload): void {
  const number = String(payload.username)
  const account = world.accounts.get(number)
  if (account?.banned) return refuse(link, '403')
  const device = account?.devices.get(payload.device ?? 0)
  if (!account || !device) return refuse(link, '401')
  if (!device.noiseKey.equals(link.clientKey)) {
    world.violation({ rule: 'login-key', text: 'A login comes with another Noise key than the paired one.', number })
    return refuse(link, '401')
  }
  replaceOld(device)
  link.device = device
  device.link = link
  link.send({
    tag: 'success',
    attrs: { t: String(nowSeconds()), lid: jidOf(account, 'lid', device.id), creation: '0' },
  })
  const waiting = device.queue.nodes()
  for (const node of waiting) link.send({ ...node, attrs: { ...node.attrs, offline: '1' } })
  link.send({
    tag: 'ib',
    attrs: { from: SERVER },
    content: [{ tag: 'offline', attrs: { count: String(waiting.length) } }],
  })
  link.send(edgeRouting())
  world.log('login', { number, device: device.id, waiting: waiting.length })
}

/** After a login the client reports itself active; the phone greets a device the first time it sees it. */
export function handleActive(world: World, device: Device): void {
  if (device.greeted || !device.keys) return
  device.greeted = true
  world.touch(device.account)
  device.account.phone.greet(device.id)
}

function replaceOld(device: Device): void {
  const old = device.link
  if (!old) return
  old.send({ tag: 'stream:error', attrs: {}, content: [{ tag: 'conflict', attrs: { type: 'replaced' } }] })
  old.close()
}

// The client repeats these bytes in front of its next handshake.
function edgeRouting(): {
  tag: string
  attrs: Record<string, string>
  content: {
    tag: string
    attrs: Record<string, string>
    content: { tag: string; attrs: Record<string, string>; content: Buffer }[]
  }[]
} {
  const info = { tag: 'routing_info', attrs: {}, content: randomBytes(8) }
  return { tag: 'ib', attrs: { from: SERVER }, content: [{ tag: 'edge_routing', attrs: {}, content: [info] }] }
}

export function refuse(link: Link, reason: string): void {
  link.send({ tag: 'failure', attrs: { reason, location: 'sandbox' } })
  link.close()
}
