import type { BinaryNode } from 'baileys'
import { addressingOf, findEndpoint, type Endpoint } from '../state/accounts.ts'
import type { Device, Link, World } from '../state/model.ts'
import { isSignalMessage, readPreKeyEnvelope } from './envelope.ts'
import { mayWrite, peopleOf, readGroupMessage, readStatus, relayToMany, type GroupMessage } from './group-messages.ts'
import { SUFFIX } from '../state/channels.ts'
import { STATUS } from '../state/chats.ts'
import { handleChannelMessage } from './channels.ts'
import { acknowledge } from './delivery.ts'
import { relay, type Relayed } from './relay.ts'
import { refuses } from './restrictions.ts'
import { isOwnIdentity } from './device-identity.ts'
import { bytes, child, children } from './stanza.ts'

/** Codes of error acks, as the real network uses them. */
const ACK_ERROR = { unknownRecipient: '404', notAllowed: '403', restricted: '463', malformed: '479' }

/** A client sends a message: it is checked, kept for every device it names, and acknowledged. */
export function handleMessage(world: World, link: Link, device: Device, node: BinaryNode): void {
  const { id, to } = node.attrs
  if (!id || id.includes('@') || !to)
    return offend(world, link, device, 'message', 'A message has no usable id or recipient.')
  if (to.endsWith('@g.us')) return handleGroupMessage(world, link, device, node)
  if (to === STATUS) return handleStatus(world, link, device, node)
  if (to.endsWith(SUFFIX)) return handleChannelMessage(world, link, device, node)
  const chat = findEndpoint(world, node.attrs.recipient ?? to)
  if (!chat) return acknowledge(link, node, ACK_ERROR.unknownRecipient)
  if (refuses(device.account, chat.account)) return acknowledge(link, node, ACK_ERROR.restricted)
  const targets = readTargets(world, device, node, chat)
  const problem = typeof targets === 'string' ? targets : checkTargets(device, node, targets)
  if (typeof targets === 'string' || problem) {
    const text = problem ?? ''
    world.violation({ rule: 'message', text, number: device.account.number })
    return acknowledge(link, node, ACK_ERROR.malformed)
  }
  relay(world, {
    id,
    from: { account: device.account, device: device.id },
    chat: chat.account,
    addressing: addressingOf(to),
    attrs: kept(node),
    targets,
    identity: child(node, 'device-identity'),
  })
  acknowledge(link, node)
}

function handleGroupMessage(world: World, link: Link, device: Device, node: BinaryNode): void {
  const group = world.groups.get((node.attrs.to ?? '').replace(/@g\.us$/, ''))
  const from = { account: device.account, device: device.id }
  if (!group) return acknowledge(link, node, ACK_ERROR.unknownRecipient)
  if (refuses(device.account)) return acknowledge(link, node, ACK_ERROR.restricted)
  if (!mayWrite(group, from)) return acknowledge(link, node, ACK_ERROR.notAllowed)
  const read = readGroupMessage(world, device, group, node)
  relayRead(world, link, device, node, typeof read === 'string' ? read : { ...read, people: peopleOf(world, group) })
}

function handleStatus(world: World, link: Link, device: Device, node: BinaryNode): void {
  if (refuses(device.account)) return acknowledge(link, node, ACK_ERROR.restricted)
  relayRead(world, link, device, node, readStatus(world, node))
}

function relayRead(
  world: World,
  link: Link,
  device: Device,
  node: BinaryNode,
  read: Pick<GroupMessage, 'common' | 'single' | 'people'> | string,
): void {
  const single =
    typeof read === 'string' ? [] : read.single.map(({ to, ciphertext }) => ({ to, ciphertexts: [ciphertext] }))
  const problem = typeof read === 'string' ? read : checkTargets(device, node, single)
  if (typeof read === 'string' || problem) {
    world.violation({ rule: 'message', text: problem ?? '', number: device.account.number })
    return acknowledge(link, node, ACK_ERROR.malformed)
  }
  const { id = '', to: jid = '' } = node.attrs
  const from = { account: device.account, device: device.id }
  const identity = child(node, 'device-identity')
  relayToMany(world, { id, from, jid, attrs: kept(node), identity, ...read })
  acknowledge(link, node)
}

type Targets = Relayed['targets']

function readTargets(world: World, device: Device, node: BinaryNode, chat: Endpoint): Targets | string {
  const participants = child(node, 'participants')
  const direct = children(node).filter((inner) => inner.tag === 'enc')
  if (!participants) {
    const to = findEndpoint(world, node.attrs.to)
    return to && direct.length ? [{ to, ciphertexts: direct }] : 'A message has neither participants nor a ciphertext.'
  }
  const targets: Targets = []
  for (const inner of children(participants)) {
    const to = findEndpoint(world, inner.attrs.jid)
    if (!to) return `A message names a device of nobody: ${inner.attrs.jid ?? 'without a jid'}.`
    if (to.account !== chat.account && to.account !== device.account) {
      return `A message to ${chat.account.number} carries a ciphertext for a stranger, ${to.account.number}.`
    }
    targets.push({ to, ciphertexts: children(inner).filter((one) => one.tag === 'enc') })
  }
  return targets
}

function checkTargets(device: Device, node: BinaryNode, targets: Targets): string | undefined {
  let first = false
  for (const { ciphertexts } of targets) {
    if (ciphertexts.length !== 1) return 'A device must get exactly one ciphertext.'
    for (const enc of ciphertexts) {
      const problem = checkCiphertext(device, enc)
      if (problem) return problem
      first ||= enc.attrs.type === 'pkmsg'
    }
  }
  if (!first) return undefined
  if (isOwnIdentity(device, bytes(node, 'device-identity'))) return undefined
  return 'A first message carries no valid signed device identity of its sender.'
}

function checkCiphertext(device: Device, enc: BinaryNode): string | undefined {
  const body = bytes(enc)
  if (!body || enc.attrs.v !== '2') return 'A ciphertext is empty or of another version than 2.'
  if (enc.attrs.type === 'msg') return isSignalMessage(body) ? undefined : 'A ciphertext is no Signal message.'
  if (enc.attrs.type !== 'pkmsg') return `A ciphertext of type ${enc.attrs.type ?? '(none)'} does not belong here.`
  const envelope = readPreKeyEnvelope(body)
  if (!envelope) return 'A first ciphertext is no prekey message.'
  if (!envelope.identity?.equals(device.identity)) return 'A first ciphertext names another identity than its sender.'
  if (envelope.registrationId !== device.keys?.registrationId)
    return 'A first ciphertext names a wrong registration id.'
  return undefined
}

// Only what recipients need; `to`, phash and the like end here.
function kept(node: BinaryNode): Record<string, string> {
  const attrs: Record<string, string> = { type: node.attrs.type ?? 'text' }
  for (const name of ['edit', 'category', 'push_priority']) {
    const value = node.attrs[name]
    if (value !== undefined) attrs[name] = value
  }
  return attrs
}

function offend(world: World, link: Link, device: Device, rule: string, text: string): void {
  world.violation({ rule, text, number: device.account.number })
  link.send({ tag: 'stream:error', attrs: { code: '400' } })
  link.close()
}
