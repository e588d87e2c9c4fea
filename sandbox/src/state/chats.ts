import { findEndpoint, jidOf } from './accounts.ts'
import { groupJid, type Group } from './groups.ts'
import type { Account, World } from './model.ts'

/** Where a message is said: with a person, or in a group. */
export type Chat = { kind: 'person'; account: Account } | { kind: 'group'; group: Group }

/** How a phone names a chat: the number, or the group's jid. */
export const chatName = (chat: Chat): string => (chat.kind === 'person' ? chat.account.number : groupJid(chat.group))

/** How phones address a chat on the wire: people by LID. */
export const chatJid = (chat: Chat): string =>
  chat.kind === 'person' ? jidOf(chat.account, 'lid') : groupJid(chat.group)

/** A chat by number, by a person's jid or by a group's jid; undefined when there is none. */
export function findChat(world: World, name: string | undefined): Chat | undefined {
  if (name === undefined) return undefined
  if (name.endsWith('@g.us')) {
    const group = world.groups.get(name.slice(0, -'@g.us'.length))
    return group && { kind: 'group', group }
  }
  const plain = name.replace(/^\+/, '')
  const account = plain.includes('@') ? findEndpoint(world, plain)?.account : world.accounts.get(plain)
  return account && { kind: 'person', account }
}
