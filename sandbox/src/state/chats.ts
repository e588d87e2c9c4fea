import { findEndpoint, jidOf, namesOf } from './accounts.ts'
import { groupJid, type Group } from './groups.ts'
import type { Account, World } from './model.ts'

/** Where a message is said: with a person, in a group, or as a status that people see for a day. */
export type Chat =
  | { kind: 'person'; account: Account }
  | { kind: 'group'; group: Group }
  /** `viewers` of a status that is about to be posted; nobody else's phone names them. */
  | { kind: 'status'; viewers: Account[] }

/** The one address of all statuses. */
export const STATUS = 'status@broadcast'

/** How a phone names a chat: the number, the group's jid, or the address of statuses. */
export function chatName(chat: Chat): string {
  return chat.kind === 'person' ? chat.account.number : chatJid(chat)
}

/** How phones address a chat on the wire: people by LID, as far as the network tells it. */
export function chatJid(chat: Chat): string {
  if (chat.kind === 'status') return STATUS
  if (chat.kind === 'group') return groupJid(chat.group)
  return jidOf(chat.account, namesOf(chat.account, 'lid').by)
}

/** A chat by number, by a person's jid or by a group's jid; undefined when there is none. */
export function findChat(world: World, name: string | undefined): Chat | undefined {
  if (name === undefined) return undefined
  if (name === STATUS) return { kind: 'status', viewers: [] }
  if (name.endsWith('@g.us')) {
    const group = world.groups.get(name.slice(0, -'@g.us'.length))
    return group && { kind: 'group', group }
  }
  const plain = name.replace(/^\+/, '')
  const account = plain.includes('@') ? findEndpoint(world, plain)?.account : world.accounts.get(plain)
  return account && { kind: 'person', account }
}
