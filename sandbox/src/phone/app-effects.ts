import { Problem } from '../problem.ts'
import { findEndpoint, jidOf, namesOf } from '../state/accounts.ts'
import { chatJid, chatName, findChat, type Chat } from '../state/chats.ts'
import type { Account, World } from '../state/model.ts'
import type { AppChange } from './app-state.ts'
import type { Inbox } from './inbox.ts'

/** What the phone's person keeps besides messages; the account's devices share it as app state. */
export interface Keepsakes {
  /** Names of the phone book, by number. */
  contacts: Map<string, string>
  /** Chats that are archived, by name. */
  archived: Set<string>
}

/** Shows on the phone what a linked device changed. What this network does not know of is kept without effect. */
export function applyChange(world: World, inbox: Inbox, kept: Keepsakes, { index, operation, value }: AppChange): void {
  const [kind, jid = '', id = ''] = index
  const chat = findChat(world, jid)
  if (kind === 'contact') {
    const number = findEndpoint(world, jid)?.account.number ?? jid.replace(/@.*/, '')
    const name = value.contactAction?.fullName
    if (operation === 'set' && name) kept.contacts.set(number, name)
    else kept.contacts.delete(number)
  } else if (kind === 'archive' && chat) {
    if (operation === 'set' && value.archiveChatAction?.archived) kept.archived.add(chatName(chat))
    else kept.archived.delete(chatName(chat))
  } else if (kind === 'deleteMessageForMe' && chat) inbox.forget(chatName(chat), id)
}

/** An entry of the phone book, made or removed (no name) by the person. */
export function contactChange(number: string, account: Account | undefined, name: string | undefined): AppChange {
  const index = ['contact', `${number}@s.whatsapp.net`]
  if (name === undefined) return { index, operation: 'remove', value: {} }
  const [firstName = name] = name.split(' ')
  // whoever saves a number learns the LID behind it, once the network tells LIDs of this person at all
  const known = account && namesOf(account, 'lid').by === 'lid' ? { lidJid: jidOf(account, 'lid') } : {}
  const contactAction = { fullName: name, firstName, ...known, saveOnPrimaryAddressbook: true }
  return { index, operation: 'set', value: { contactAction } }
}

export function archiveChange(chat: Chat, archived: boolean): AppChange {
  return { index: ['archive', chatJid(chat)], operation: 'set', value: { archiveChatAction: { archived } } }
}

/** Hides a message from its own person. */
export function forgetChange(chat: Chat, inbox: Inbox, id: string): AppChange {
  const message = inbox.entries(chatName(chat)).find((shown) => shown.id === id)
  if (!message) throw new Problem('noMessage', `No message ${id} is shown in the chat ${chatName(chat)}.`)
  const index = ['deleteMessageForMe', chatJid(chat), id, message.fromMe ? '1' : '0', '0']
  return { index, operation: 'set', value: { deleteMessageForMeAction: { deleteMedia: true } } }
}
