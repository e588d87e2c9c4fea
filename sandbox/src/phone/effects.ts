import { normalizeMessageContent, proto } from 'baileys'
import type { PhoneMessage } from '../api.ts'
import { findEndpoint, jidOf } from '../state/accounts.ts'
import { chatName, type Chat } from '../state/chats.ts'
import type { Account, World } from '../state/model.ts'
import type { Inbox } from './inbox.ts'
import { openVote } from './votes.ts'

/** Where an effect happens: the chat, who caused it, and whose phone sees it. */
export interface Scene {
  world: World
  inbox: Inbox
  own: Account
  chat: Chat
  author: Account
}

const TYPES = proto.Message.ProtocolMessage.Type

/** Messages that change one already shown: edits, removals, reactions, votes. False for every other message. */
export function applyEffect(scene: Scene, message: proto.IMessage): boolean {
  const content = normalizeMessageContent(message) ?? message
  const protocol = content.protocolMessage
  if (protocol?.type === TYPES.MESSAGE_EDIT) return edit(scene, protocol)
  if (protocol?.type === TYPES.REVOKE) return remove(scene, protocol)
  if (protocol?.type === TYPES.EPHEMERAL_SETTING) {
    scene.inbox.setTimer(chatName(scene.chat), protocol.ephemeralExpiration ?? 0)
    return true
  }
  if (content.reactionMessage) return react(scene, content.reactionMessage)
  if (content.pollUpdateMessage) return vote(scene, content.pollUpdateMessage)
  return false
}

function edit({ inbox, chat, author }: Scene, { key, editedMessage }: proto.Message.IProtocolMessage): boolean {
  const shown = inbox.find(chatName(chat), author.number, key?.id ?? '')
  const text = editedMessage?.conversation ?? editedMessage?.extendedTextMessage?.text
  if (!shown || shown.deleted || typeof text !== 'string') return true
  shown.text = text
  shown.edited = true
  inbox.changed(shown)
  return true
}

/** A person sees that something was there, and no longer what. */
function remove({ inbox, chat, author, world }: Scene, { key }: proto.Message.IProtocolMessage): boolean {
  const of = key?.fromMe === false ? findEndpoint(world, key.participant ?? undefined)?.account : author
  const shown = inbox.find(chatName(chat), of?.number ?? '', key?.id ?? '')
  if (!shown) return true
  for (const part of ['text', 'media', 'preview', 'location', 'contacts', 'poll', 'buttons'] as const)
    delete shown[part]
  shown.deleted = true
  inbox.changed(shown)
  return true
}

function react({ inbox, chat, author }: Scene, { key, text }: proto.Message.IReactionMessage): boolean {
  const shown = inbox.byId(key?.id ?? '')
  if (shown?.chat !== chatName(chat)) return true
  const others = (shown.reactions ?? []).filter(({ by }) => by !== author.number)
  shown.reactions = text ? [...others, { by: author.number, emoji: text }] : others
  inbox.changed(shown)
  return true
}

function vote({ world, inbox, own, chat, author }: Scene, update: proto.Message.IPollUpdateMessage): boolean {
  const id = update.pollCreationMessageKey?.id ?? ''
  const shown = inbox.byId(id)
  const secret = inbox.secretOf(id)
  if (!shown?.poll || !secret || shown.chat !== chatName(chat)) return true
  const creator = shown.fromMe ? own : world.accounts.get(shown.sender)
  if (!creator) return true
  const names = { idPoll: id, creator: jidOf(creator, 'lid'), voter: jidOf(author, 'lid') }
  countVote(shown, author.number, openVote(secret, names, update.vote ?? {}, shown.poll.options))
  inbox.changed(shown)
  return true
}

/** A later vote of a person replaces the earlier one. */
function countVote({ poll }: PhoneMessage, voter: string, chosen: string[]): void {
  if (!poll) return
  for (const option of poll.options) {
    const others = (poll.votes[option] ?? []).filter((number) => number !== voter)
    poll.votes[option] = chosen.includes(option) ? [...others, voter] : others
  }
}
