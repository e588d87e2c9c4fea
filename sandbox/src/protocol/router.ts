import type { BinaryNode, proto } from 'baileys'
import type { Device, Link, World } from '../state/model.ts'
import { handleCall } from './calls.ts'
import { acknowledge } from './delivery.ts'
import { handleLinkCode } from './link-code.ts'
import { handleLogin } from './login.ts'
import { handleMessage } from './messages.ts'
import { forget } from './pairing.ts'
import { announcePresence, handleChatState, handlePresence } from './presence.ts'
import { handleQuery } from './queries.ts'
import { handleAck, handleReceipt } from './receipts.ts'
import { handleRegistration } from './registration.ts'
import { child, failure, result } from './stanza.ts'

/** A client finished its handshake. */
export function clientOpened(world: World, link: Link, payload: proto.ClientPayload): void {
  world.links.add(link)
  if (payload.devicePairingData) return handleRegistration(world, link, payload)
  if (Number(payload.username) > 0) return handleLogin(world, link, payload)
  world.violation({ rule: 'client-payload', text: 'A client says neither who it is nor that it wants to register.' })
  link.send({ tag: 'failure', attrs: { reason: '400', location: 'sandbox' } })
  link.close()
}

export function clientClosed(world: World, link: Link): void {
  world.links.delete(link)
  forget(world, link)
  link.registration?.abandon?.('closed its connection')
  const { device } = link
  if (!device) return
  for (const account of world.accounts.values()) account.subscribers.delete(link)
  if (device.link === link) device.link = undefined
  if (link.available) announcePresence(device.account)
}

/** A stanza of a client goes to its handler; one that has no place ends the connection. */
export function clientStanza(world: World, link: Link, node: BinaryNode): void {
  const { device } = link
  if (device) return loggedInStanza(world, link, device, node)
  if (link.registration && node.tag === 'iq') return registeringQuery(world, link, node)
  if (link.registration && ['presence', 'ib', 'ack'].includes(node.tag)) return
  world.violation({ rule: 'stanza', text: `A ${node.tag} stanza came before any login.` })
  link.close()
}

function loggedInStanza(world: World, link: Link, device: Device, node: BinaryNode): void {
  switch (node.tag) {
    case 'iq':
      return handleQuery(world, link, device, node)
    case 'message':
      return handleMessage(world, link, device, node)
    case 'receipt':
      return handleReceipt(world, link, device, node)
    case 'ack':
      return handleAck(world, link, device, node)
    case 'presence':
      return handlePresence(world, link, device, node)
    case 'chatstate':
      return handleChatState(world, device, node)
    case 'call':
      return handleCall(world, link, device, node)
    case 'ib':
      return
    default:
      world.violation({ rule: 'stanza', text: `Nobody knows a ${node.tag} stanza.`, number: device.account.number })
      link.send({ tag: 'stream:error', attrs: { code: '400' } })
      link.close()
  }
}

function registeringQuery(world: World, link: Link, node: BinaryNode): void {
  if (node.attrs.type === 'result' || node.attrs.type === 'error') {
    if (node.attrs.type === 'error' || child(node, 'pair-device-sign')) link.registration?.answer?.(node)
    return
  }
  const code = child(node, 'link_code_companion_reg')
  if (code) return link.send(handleLinkCode(world, link, node, code))
  link.send(node.attrs.xmlns === 'w:p' ? result(node) : failure(node, 401, 'not-authorized'))
}

/** Answers a stanza with an error instead of handling it. */
export function refuseStanza(link: Link, node: BinaryNode, code: string): void {
  if (node.tag === 'message') acknowledge(link, node, code)
}
