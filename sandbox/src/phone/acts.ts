import { randomBytes } from 'node:crypto'
import { proto } from 'baileys'
import type { OutgoingPhoneMessage, PhoneMessage } from '../api.ts'
import { Problem } from '../problem.ts'
import { jidOf, namesOf } from '../state/accounts.ts'
import { chatJid, chatName, type Chat } from '../state/chats.ts'
import type { World } from '../state/model.ts'
import type { Scene } from './effects.ts'
import type { Inbox } from './inbox.ts'
import { sealVote } from './votes.ts'

/** Everything a person can send that is neither text nor file, as a message body; undefined when it is none of these. */
export function composeAct(
  { world, inbox, own, chat }: Omit<Scene, 'author'>,
  outgoing: OutgoingPhoneMessage,
  contextInfo: proto.IContextInfo | undefined,
): proto.IMessage | undefined {
  const shownIn = (id: string) => shownMessage(inbox, chat, id)
  const keyOf = (message: PhoneMessage) => targetKey(world, chat, message)
  const { location, contacts, poll, react, vote, edit, remove, press, timer } = outgoing
  const within = contextInfo ? { contextInfo } : {}
  if (location) {
    const { latitude, longitude, name, address } = location
    const named = { ...(name !== undefined && { name }), ...(address !== undefined && { address }) }
    return { locationMessage: { degreesLatitude: latitude, degreesLongitude: longitude, ...named, ...within } }
  }
  if (timer !== undefined)
    return {
      protocolMessage: {
        type: proto.Message.ProtocolMessage.Type.EPHEMERAL_SETTING,
        ephemeralExpiration: timer,
      },
    }
  if (contacts) return { ...contactCards(contacts) }
  if (poll) return pollOf(poll)
  if (react)
    return { reactionMessage: { key: keyOf(shownIn(react.id)), text: react.emoji, senderTimestampMs: Date.now() } }
  if (vote) return voteOf({ world, inbox, own, chat }, shownIn(vote.id), vote.options)
  if (edit) return editOf(keyOf(ownMessage(shownIn(edit.id))), edit.text)
  if (remove) return removalOf(keyOf(ownMessage(shownIn(remove.id))))
  if (press) return pressOf(shownIn(press.id), press.buttonId, authorJid(world, shownIn(press.id)))
  return undefined
}

/** Who wrote a shown message, as the network names that person. */
function authorJid(world: World, { sender }: PhoneMessage): string {
  const author = world.accounts.get(sender)
  return author ? jidOf(author, namesOf(author, 'lid').by) : ''
}

/** Names a shown message to the other side; in a group its author too. */
function targetKey(world: World, chat: Chat, message: PhoneMessage): proto.IMessageKey {
  const key = { remoteJid: chatJid(chat), fromMe: message.fromMe, id: message.id }
  return chat.kind !== 'person' && !message.fromMe ? { ...key, participant: authorJid(world, message) } : key
}

function shownMessage(inbox: Inbox, chat: Chat, id: string): PhoneMessage {
  const message = inbox.byId(id)
  if (message?.chat !== chatName(chat))
    throw new Problem('noMessage', `No message ${id} is shown in the chat ${chatName(chat)}.`)
  return message
}

function ownMessage(message: PhoneMessage): PhoneMessage {
  if (!message.fromMe) throw new Problem('noMessage', `The message ${message.id} is not this person's own.`)
  return message
}

function contactCards(contacts: NonNullable<OutgoingPhoneMessage['contacts']>): proto.IMessage {
  const cards = contacts.map(({ name, number }) => ({
    displayName: name,
    vcard: `BEGIN:VCARD\nVERSION:3.0\nN:;${name};;;\nFN:${name}\nTEL;type=CELL;waid=${number}:+${number}\nEND:VCARD`,
  }))
  const [first, ...more] = cards
  if (!first) throw new Problem('nothingToSend', 'There is no contact to send.')
  if (more.length === 0) return { contactMessage: first }
  return { contactsArrayMessage: { displayName: `${cards.length} contacts`, contacts: cards } }
}

function pollOf({ name, options, multipleAnswers = false }: NonNullable<OutgoingPhoneMessage['poll']>): proto.IMessage {
  const creation = {
    name,
    options: options.map((optionName) => ({ optionName })),
    selectableOptionsCount: multipleAnswers ? 0 : 1,
  }
  return {
    messageContextInfo: { messageSecret: randomBytes(32) },
    ...(multipleAnswers ? { pollCreationMessage: creation } : { pollCreationMessageV3: creation }),
  }
}

function voteOf(
  { world, inbox, own, chat }: Omit<Scene, 'author'>,
  message: PhoneMessage,
  options: string[],
): proto.IMessage {
  const secret = inbox.secretOf(message.id)
  if (!message.poll || !secret) throw new Problem('noMessage', `The message ${message.id} is no poll.`)
  const stranger = options.find((option) => !message.poll?.options.includes(option))
  if (stranger !== undefined) throw new Problem('badRequest', `The poll has no answer "${stranger}".`)
  const creator = authorJid(world, message)
  const key = targetKey(world, chat, message)
  const vote = sealVote(secret, { idPoll: message.id, creator, voter: jidOf(own, 'lid') }, options)
  return { pollUpdateMessage: { pollCreationMessageKey: key, vote, senderTimestampMs: Date.now() } }
}

const TYPES = proto.Message.ProtocolMessage.Type

function editOf(key: proto.IMessageKey, text: string): proto.IMessage {
  const protocolMessage = {
    key,
    type: TYPES.MESSAGE_EDIT,
    editedMessage: { conversation: text },
    timestampMs: Date.now(),
  }
  return { protocolMessage }
}

function removalOf(key: proto.IMessageKey): proto.IMessage {
  return { protocolMessage: { key, type: TYPES.REVOKE } }
}

/** A reply button can be pressed once; the others act on the phone and send nothing. */
function pressOf(message: PhoneMessage, buttonId: string, author: string): proto.IMessage {
  const button = message.buttons?.buttons.find(({ id, kind }) => id === buttonId && kind === 'quick_reply')
  if (!message.buttons || !button) throw new Problem('noMessage', `The message has no reply button ${buttonId}.`)
  if (message.buttons.pressed) throw new Problem('badRequest', 'A reply button of this message was pressed already.')
  const buttons = message.buttons.buttons.map(({ kind, id, text }) => ({
    name: kind,
    buttonParamsJson: JSON.stringify({ display_text: text, id }),
  }))
  const asked = { body: { text: message.buttons.body }, nativeFlowMessage: { buttons } }
  message.buttons.pressed = buttonId
  return {
    interactiveResponseMessage: {
      body: { text: button.text },
      nativeFlowResponseMessage: { name: 'quick_reply', paramsJson: JSON.stringify({ id: buttonId }), version: 3 },
      contextInfo: { stanzaId: message.id, participant: author, quotedMessage: { interactiveMessage: asked } },
    },
  }
}
