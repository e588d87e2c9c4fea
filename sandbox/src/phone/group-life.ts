import type { GroupAct } from '../api.ts'
import { Problem } from '../problem.ts'
import { change, changeMember, createGroup, leave, type Refusal, type Setting } from '../protocol/group-acts.ts'
import { stanzaId } from '../protocol/stanza.ts'
import { groupJid, type Group } from '../state/groups.ts'
import type { Account, World } from '../state/model.ts'

/** What a person does in groups on the phone; rights are the network's. */
export function makeGroup(world: World, own: Account, subject: string, members: readonly string[]): { id: string } {
  const people = members.map((number) => accountOf(world, number))
  return { id: groupJid(createGroup(world, own, subject, people)) }
}

export function actInGroup(world: World, own: Account, group: Group, act: GroupAct): void {
  const refusal = perform(world, own, group, act)
  if (refusal === 'invite-only') throw new Problem('notAllowed', 'This person is not to be added, but to be invited.')
  if (refusal) throw new Problem('notAllowed', `The network refuses it: ${refusal}.`)
}

function perform(world: World, by: Account, group: Group, act: GroupAct): Refusal | undefined {
  if (act.act === 'leave') return leave(world, group, by)
  if (act.act === 'set') return change(world, group, by, settingOf(act))
  return changeMember(world, { group, by, about: accountOf(world, act.number) }, act.act)
}

function settingOf(act: Extract<GroupAct, { act: 'set' }>): Setting {
  if (act.subject !== undefined) return { set: 'subject', subject: act.subject }
  if (act.description !== undefined) {
    return { set: 'description', id: stanzaId(), body: act.description === '' ? undefined : act.description }
  }
  if (act.announcement !== undefined) return { set: 'announcement', on: act.announcement }
  if (act.locked !== undefined) return { set: 'locked', on: act.locked }
  throw new Problem('badRequest', 'Give one of subject, description, announcement, locked.')
}

export function accountOf(world: World, number: string): Account {
  const account = world.accounts.get(number)
  if (!account) throw new Problem('noAccount', `${number} has no account on this network.`)
  return account
}
