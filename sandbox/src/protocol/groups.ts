import type { BinaryNode } from 'baileys'
import { findEndpoint } from '../state/accounts.ts'
import { isAdmin, newInviteCode, type Group } from '../state/groups.ts'
import type { Account, Device, World } from '../state/model.ts'
import {
  change,
  changeMember,
  createGroup,
  groupNode,
  leave,
  participantNode,
  type Refusal,
  type Setting,
} from './group-acts.ts'
import { bytes, child, children, failure, nowSeconds, result } from './stanza.ts'

const CODES: Readonly<Record<Refusal, [number, string]>> = {
  forbidden: [403, 'forbidden'],
  'not-found': [404, 'item-not-found'],
  conflict: [409, 'conflict'],
  'invite-only': [403, 'forbidden'],
}

const INVITATION_SECONDS = 3 * 86_400

const refused = (node: BinaryNode, refusal: Refusal) => failure(node, ...CODES[refusal])

/** `xmlns="w:g2"`: groups, to the network (`@g.us`) or to one of them. */
export function handleGroups(world: World, device: Device, node: BinaryNode): BinaryNode {
  const by = device.account
  const to = node.attrs.to ?? ''
  if (to === '@g.us') return handleAll(world, by, node)
  const group = world.groups.get(to.replace(/@g\.us$/, ''))
  if (!group) return refused(node, 'not-found')
  if (!group.members.has(by.number)) return refused(node, 'forbidden')
  return node.attrs.type === 'get' ? answer(world, group, by, node) : alter(world, group, by, node)
}

function handleAll(world: World, by: Account, node: BinaryNode): BinaryNode {
  if (child(node, 'participating')) {
    const own = [...world.groups.values()].filter((group) => group.members.has(by.number))
    return result(node, [{ tag: 'groups', attrs: {}, content: own.map((group) => groupNode(world, group)) }])
  }
  const creation = child(node, 'create')
  if (creation) return create(world, by, node, creation)
  const leaving = child(node, 'leave')
  if (leaving) return leaveAll(world, by, node, leaving)
  return failure(node, 400, 'bad-request')
}

function create(world: World, by: Account, node: BinaryNode, creation: BinaryNode): BinaryNode {
  const wanted = children(creation).map(({ attrs }) => findEndpoint(world, attrs.jid)?.account)
  const { subject } = creation.attrs
  if (!subject || subject.length > 100) return failure(node, 406, 'not-acceptable')
  const members = wanted.flatMap((account) => account ?? [])
  if (members.length === 0) return failure(node, 400, 'bad-request')
  const group = createGroup(world, by, subject, members)
  return result(node, [groupNode(world, group)])
}

function leaveAll(world: World, by: Account, node: BinaryNode, leaving: BinaryNode): BinaryNode {
  const content = children(leaving).map(({ attrs }) => {
    const group = world.groups.get((attrs.id ?? '').replace(/@g\.us$/, ''))
    const refusal = group ? leave(world, group, by) : 'not-found'
    const error = refusal ? { error: String(CODES[refusal][0]) } : {}
    return { tag: 'group', attrs: { id: attrs.id ?? '', ...error } }
  })
  return result(node, [{ tag: 'leave', attrs: {}, content }])
}

function answer(world: World, group: Group, by: Account, node: BinaryNode): BinaryNode {
  if (child(node, 'query')) return result(node, [groupNode(world, group)])
  if (!child(node, 'invite')) return failure(node, 400, 'bad-request')
  if (!isAdmin(group, by)) return refused(node, 'forbidden')
  return result(node, [{ tag: 'invite', attrs: { code: group.inviteCode } }])
}

function alter(world: World, group: Group, by: Account, node: BinaryNode): BinaryNode {
  const [act] = children(node)
  if (!act) return failure(node, 400, 'bad-request')
  if (act.tag === 'add' || act.tag === 'remove' || act.tag === 'promote' || act.tag === 'demote') {
    return alterMembers(world, group, by, node, act as BinaryNode & { tag: 'add' })
  }
  const setting = readSetting(act)
  if (!setting) return failure(node, 400, 'bad-request')
  const refusal = change(world, group, by, setting)
  if (refusal) return refused(node, refusal)
  return result(node, setting.set === 'invite' ? [{ tag: 'invite', attrs: { code: group.inviteCode } }] : [])
}

function alterMembers(
  world: World,
  group: Group,
  by: Account,
  node: BinaryNode,
  act: BinaryNode & { tag: Parameters<typeof changeMember>[2] },
): BinaryNode {
  const content = children(act).map(({ attrs }): BinaryNode => {
    const about = findEndpoint(world, attrs.jid)?.account
    const refusal = about ? changeMember(world, { group, by, about }, act.tag) : 'not-found'
    const echo = about ? participantNode(about, undefined).attrs : { jid: attrs.jid ?? '' }
    if (!refusal) return { tag: 'participant', attrs: echo }
    const attributes = { ...echo, error: String(CODES[refusal][0]) }
    const invited = refusal === 'invite-only' ? [invitation()] : []
    return { tag: 'participant', attrs: attributes, content: invited }
  })
  const every = content.every((one) => one.attrs.error === '403' && children(one).length === 0)
  if (every) return refused(node, 'forbidden')
  return result(node, [{ tag: act.tag, attrs: {}, content }])
}

/** With it the one who was not allowed to add somebody may send an invitation. */
function invitation(): BinaryNode {
  const expiration = String(nowSeconds() + INVITATION_SECONDS)
  return { tag: 'add_request', attrs: { code: newInviteCode(), expiration } }
}

function readSetting(act: BinaryNode): Setting | undefined {
  switch (act.tag) {
    case 'subject':
      return { set: 'subject', subject: bytes(act)?.toString() ?? '' }
    case 'description':
      return { set: 'description', id: act.attrs.id ?? '', body: bytes(act, 'body')?.toString() }
    case 'announcement':
    case 'not_announcement':
      return { set: 'announcement', on: act.tag === 'announcement' }
    case 'locked':
    case 'unlocked':
      return { set: 'locked', on: act.tag === 'locked' }
    case 'member_add_mode':
      return { set: 'openToAdd', on: bytes(act)?.toString() === 'all_member_add' }
    case 'ephemeral':
    case 'not_ephemeral':
      return { set: 'ephemeral', seconds: Number(act.attrs.expiration ?? 0) }
    case 'invite':
      return { set: 'invite' }
    default:
      return undefined
  }
}
