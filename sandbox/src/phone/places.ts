import { Problem } from '../problem.ts'
import { jidOf, namesOf } from '../state/accounts.ts'
import { chatName, findChat, type Chat } from '../state/chats.ts'
import type { Account, World } from '../state/model.ts'
import type { QuotedMessage } from './compose.ts'
import { accountOf } from './group-life.ts'
import type { Inbox } from './inbox.ts'
import { PHONE_ADDRESSING } from './sending.ts'

/** A chat that a phone can write in. Throws when there is none, or when it is a group of others. */
export function chatOf(world: World, own: Account, name: string): Chat {
  const chat = findChat(world, name)
  if (!chat) throw new Problem('noAccount', `${name} has no account on this network, and is no group of it.`)
  if (chat.kind === 'group' && !chat.group.members.has(own.number))
    throw new Problem('notInGroup', `${own.number} is not a member of ${name}.`)
  return chat
}

/** A status is posted for the people named. */
export function placeOf(world: World, chat: Chat, viewers: string[] = []): Chat {
  if (chat.kind !== 'status') return chat
  return { ...chat, viewers: viewers.map((number) => accountOf(world, number)) }
}

/** A shown message that is answered. */
export function quotedMessage(world: World, inbox: Inbox, chat: Chat, id: string): QuotedMessage {
  const message = inbox.entries(chatName(chat)).find((shown) => shown.id === id)
  const author = message && world.accounts.get(message.sender)
  if (!message || !author) throw new Problem('noMessage', `No message ${id} is shown in the chat ${chatName(chat)}.`)
  return { message, author: jidOf(author, namesOf(author, PHONE_ADDRESSING).by) }
}
