import type { BinaryNode } from 'baileys'
import { deviceIds, findEndpoint, jidOf, namesOf, type Endpoint } from '../state/accounts.ts'
import { isAdmin, type Group } from '../state/groups.ts'
import type { Account, Device, World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { child, children, nowSeconds } from './stanza.ts'

/** A message on its way to a group, or a status: one ciphertext for all, and the ones meant for single devices. */
export interface GroupMessage {
  id: string
  from: Endpoint
  /** Where it is said, as its recipients are told. */
  jid: string
  people: Iterable<Account>
  attrs: Record<string, string>
  /** `skmsg`: what every device gets. Absent when one device alone is answered. */
  common?: BinaryNode
  /** The sender's key for devices that lack it, or a whole message for one that asked again. */
  single: { to: Endpoint; ciphertext: BinaryNode }[]
  identity?: BinaryNode | undefined
  /** What linked devices of the others get in place of the two: a fault of the network or of the author. */
  spoil?: ((parts: { key: BinaryNode | undefined; common: BinaryNode | undefined }) => BinaryNode[]) | undefined
}

/** Hands it to everybody's devices but the sending one, each with what is meant for it. */
export function relayToMany(world: World, message: GroupMessage): void {
  const { from, jid, people, common, single } = message
  const keys = new Map(single.map(({ to, ciphertext }) => [`${to.account.number}:${to.device}`, ciphertext]))
  const { by, beside } = namesOf(from.account, 'lid')
  const attrs = {
    id: message.id,
    t: String(nowSeconds()),
    notify: from.account.name,
    ...message.attrs,
    from: jid,
    participant: jidOf(from.account, by, from.device),
    ...(beside && { participant_pn: jidOf(from.account, beside) }),
    addressing_mode: by,
  }
  for (const account of people) {
    for (const device of deviceIds(account)) {
      const key = keys.get(`${account.number}:${device}`)
      const spoil = device !== 0 && account !== from.account ? message.spoil : undefined
      const content = spoil?.({ key, common }) ?? [...(key ? [key] : []), ...(common ? [common] : [])]
      const sending = account === from.account && device === from.device
      if (sending || content.length === 0) continue
      const identity = key && message.identity ? [message.identity] : []
      deliver(world, account, device, { tag: 'message', attrs, content: [...content, ...identity] })
    }
  }
}

/** The people of a group, as far as they have an account. */
export const peopleOf = (world: World, group: Group): Account[] =>
  [...group.members.keys()].flatMap((number) => world.accounts.get(number) ?? [])

/**
 * Reads a status that a client posts: it goes to those whose devices it names, and nobody else may be among them.
 * The text says what is wrong with it.
 */
export function readStatus(
  world: World,
  node: BinaryNode,
): Pick<GroupMessage, 'common' | 'single' | 'people'> | string {
  const [common, ...more] = children(node).filter(({ tag }) => tag === 'enc')
  if (!common || more.length > 0 || common.attrs.type !== 'skmsg')
    return 'A status carries no ciphertext of a sender key, or several.'
  const single: GroupMessage['single'] = []
  for (const inner of children(child(node, 'participants'))) {
    const to = findEndpoint(world, inner.attrs.jid)
    const [ciphertext, ...others] = children(inner).filter(({ tag }) => tag === 'enc')
    if (!to || !ciphertext || others.length > 0) return 'A viewer of a status must get exactly one ciphertext.'
    single.push({ to, ciphertext })
  }
  return { common, single, people: new Set(single.map(({ to }) => to.account)) }
}

/** Reads what a client sends to a group; the text says what is wrong with it. */
export function readGroupMessage(
  world: World,
  device: Device,
  group: Group,
  node: BinaryNode,
): Pick<GroupMessage, 'common' | 'single'> | string {
  const encs = children(node).filter(({ tag }) => tag === 'enc')
  const single: GroupMessage['single'] = []
  for (const inner of children(child(node, 'participants'))) {
    const to = findEndpoint(world, inner.attrs.jid)
    const [ciphertext, ...more] = children(inner).filter(({ tag }) => tag === 'enc')
    if (!to || !group.members.has(to.account.number)) return 'A group message carries a key for a stranger.'
    if (!ciphertext || more.length > 0) return 'A device must get exactly one ciphertext.'
    single.push({ to, ciphertext })
  }
  if (node.attrs.participant !== undefined) return readAnswer(world, group, node, encs, single)
  const [common, ...more] = encs
  if (!common || more.length > 0 || common.attrs.type !== 'skmsg') {
    return `A group message of ${device.account.number} carries no ciphertext of a sender key, or several.`
  }
  return { common, single }
}

/** A device asked for a message again and gets it alone. */
function readAnswer(
  world: World,
  group: Group,
  node: BinaryNode,
  encs: readonly BinaryNode[],
  single: GroupMessage['single'],
): Pick<GroupMessage, 'single'> | string {
  if (single.length > 0) return { single }
  const to = findEndpoint(world, node.attrs.participant)
  const [ciphertext] = encs
  if (!to || !group.members.has(to.account.number) || !ciphertext) return 'A group message answers a stranger.'
  return { single: [{ to, ciphertext }] }
}

/** Whether an account may write in a group. */
export const mayWrite = (group: Group, { account }: Endpoint): boolean =>
  group.members.has(account.number) && (!group.announcement || isAdmin(group, account))
