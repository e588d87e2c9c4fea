import type { BinaryNode } from 'baileys'
import { deviceIds, jidOf, namesOf } from '../state/accounts.ts'
import { groupJid, isAdmin, newGroup, newInviteCode, type Group, type Rank } from '../state/groups.ts'
import type { Account, World } from '../state/model.ts'
import { allows } from '../state/privacy.ts'
import { deliver } from './delivery.ts'
import { nowSeconds, stanzaId } from './stanza.ts'

/** Why the network does not do something in a group, as its error codes. */
export type Refusal = 'forbidden' | 'not-found' | 'conflict' | 'invite-only'

/**
 * What a person does in a group, from a linked device or from the phone: rights are checked, the group changes, and
 * every member's devices are told.
 */
export function createGroup(world: World, by: Account, subject: string, members: readonly Account[]): Group {
  // who is not to be added can be invited later
  const willing = members.filter((member) => allows(member, 'groupadd', by))
  const group = newGroup(by, subject, willing, nowSeconds())
  world.groups.set(group.id, group)
  world.touchGroup(group)
  tell(world, group, by, [{ tag: 'create', attrs: { type: 'new' }, content: [groupNode(world, group)] }])
  return group
}

/** One person's add, remove, promote or demote; undefined when it was done. */
export function changeMember(
  world: World,
  { group, by, about }: { group: Group; by: Account; about: Account },
  act: 'add' | 'remove' | 'promote' | 'demote',
): Refusal | undefined {
  const allowed = isAdmin(group, by) || (act === 'add' && group.openToAdd && group.members.has(by.number))
  if (!allowed) return 'forbidden'
  const rank = group.members.get(about.number)
  if (act === 'add' && rank) return 'conflict'
  if (act === 'add' && !allows(about, 'groupadd', by)) return 'invite-only'
  if (act !== 'add' && !rank) return 'not-found'
  // nobody takes rights or seat of the one who made the group
  if (rank === 'superadmin' && act !== 'promote') return 'forbidden'
  const told = audience(world, group)
  if (act === 'remove') group.members.delete(about.number)
  else group.members.set(about.number, act === 'promote' ? 'admin' : 'member')
  world.touchGroup(group)
  const change = { tag: act, attrs: {}, content: [participantNode(about, group.members.get(about.number))] }
  const everyone = act === 'add' ? [...told, about] : told
  tell(world, group, by, [change], everyone)
  return undefined
}

export function leave(world: World, group: Group, by: Account): Refusal | undefined {
  if (!group.members.has(by.number)) return 'forbidden'
  const told = audience(world, group)
  group.members.delete(by.number)
  world.touchGroup(group)
  tell(world, group, by, [{ tag: 'remove', attrs: {}, content: [participantNode(by, undefined)] }], told)
  return undefined
}

/** Changes that concern the group itself. */
export type Setting =
  | { set: 'subject'; subject: string }
  | { set: 'description'; id: string; body: string | undefined }
  | { set: 'announcement' | 'locked' | 'openToAdd'; on: boolean }
  | { set: 'ephemeral'; seconds: number }
  | { set: 'invite' }

export function change(world: World, group: Group, by: Account, setting: Setting): Refusal | undefined {
  if (!group.members.has(by.number)) return 'forbidden'
  const open = (setting.set === 'subject' || setting.set === 'description') && !group.locked
  if (!open && !isAdmin(group, by)) return 'forbidden'
  const node = apply(group, by, setting)
  world.touchGroup(group)
  if (node) tell(world, group, by, [node])
  return undefined
}

function apply(group: Group, by: Account, setting: Setting): BinaryNode | undefined {
  const now = nowSeconds()
  switch (setting.set) {
    case 'subject':
      Object.assign(group, { subject: setting.subject, subjectOwner: by.number, subjectTime: now })
      return {
        tag: 'subject',
        attrs: { subject: setting.subject, s_t: String(now), s_o: jidOf(by, namesOf(by, 'lid').by) },
      }
    case 'description': {
      const { id, body } = setting
      group.description = body === undefined ? undefined : { id, body, owner: by.number, time: now }
      const content: BinaryNode[] = body === undefined ? [] : [{ tag: 'body', attrs: {}, content: Buffer.from(body) }]
      return { tag: 'description', attrs: { id }, content }
    }
    case 'announcement':
      group.announcement = setting.on
      return { tag: setting.on ? 'announcement' : 'not_announcement', attrs: {} }
    case 'locked':
      group.locked = setting.on
      return { tag: setting.on ? 'locked' : 'unlocked', attrs: {} }
    case 'openToAdd':
      group.openToAdd = setting.on
      return { tag: 'member_add_mode', attrs: {}, content: addMode(group) }
    case 'ephemeral':
      group.ephemeral = setting.seconds
      return setting.seconds > 0
        ? { tag: 'ephemeral', attrs: { expiration: String(setting.seconds) } }
        : { tag: 'not_ephemeral', attrs: {} }
    case 'invite':
      group.inviteCode = newInviteCode()
      break
  }
  return undefined
}

const addMode = (group: Group) => Buffer.from(group.openToAdd ? 'all_member_add' : 'admin_add')

const audience = (world: World, group: Group): Account[] =>
  [...group.members.keys()].flatMap((number) => world.accounts.get(number) ?? [])

function tell(world: World, group: Group, by: Account, content: BinaryNode[], to = audience(world, group)): void {
  const names = namesOf(by, 'lid')
  const attrs = {
    type: 'w:gp2',
    from: groupJid(group),
    participant: jidOf(by, names.by),
    ...(names.beside && { participant_pn: jidOf(by, names.beside) }),
    notify: by.name,
    t: String(nowSeconds()),
    addressing_mode: 'lid',
  }
  for (const account of to) {
    const notification = { tag: 'notification', attrs: { ...attrs, id: stanzaId() }, content }
    for (const device of deviceIds(account)) {
      if (device !== 0) deliver(world, account, device, notification)
    }
  }
}

export function participantNode(account: Account, rank: Rank | undefined): BinaryNode {
  const { by, beside } = namesOf(account, 'lid')
  const attrs = { jid: jidOf(account, by), ...(beside && { phone_number: jidOf(account, beside) }) }
  return { tag: 'participant', attrs: rank && rank !== 'member' ? { ...attrs, type: rank } : attrs }
}

/** A group as the network describes it. */
export function groupNode(world: World, group: Group): BinaryNode {
  const name = (number: string) => {
    const account = world.accounts.get(number)
    const { by, beside } = account ? namesOf(account, 'lid') : {}
    return {
      first: account && by ? jidOf(account, by) : '',
      pn: account && beside ? jidOf(account, beside) : undefined,
    }
  }
  const [creator, owner] = [name(group.creator), name(group.subjectOwner)]
  const content: BinaryNode[] = audience(world, group).map((account) =>
    participantNode(account, group.members.get(account.number)),
  )
  if (group.description) {
    const { id, body, owner: writer, time } = group.description
    const attrs = { id, participant: name(writer).first, t: String(time) }
    content.push({ tag: 'description', attrs, content: [{ tag: 'body', attrs: {}, content: Buffer.from(body) }] })
  }
  if (group.announcement) content.push({ tag: 'announcement', attrs: {} })
  if (group.locked) content.push({ tag: 'locked', attrs: {} })
  if (group.ephemeral > 0) content.push({ tag: 'ephemeral', attrs: { expiration: String(group.ephemeral) } })
  content.push({ tag: 'member_add_mode', attrs: {}, content: addMode(group) })
  return {
    tag: 'group',
    attrs: {
      id: group.id,
      subject: group.subject,
      creation: String(group.creation),
      creator: creator.first,
      ...(creator.pn !== undefined && { creator_pn: creator.pn }),
      s_t: String(group.subjectTime),
      s_o: owner.first,
      ...(owner.pn !== undefined && { s_o_pn: owner.pn }),
      addressing_mode: 'lid',
      size: String(group.members.size),
    },
    content,
  }
}
