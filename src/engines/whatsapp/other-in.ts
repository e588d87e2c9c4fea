import type { proto } from 'baileys'
import type { OtherContent } from '../../base/content.ts'
import { readButtons } from './buttons-in.ts'
import { chatIdOfJid } from './jid.ts'
import { proto as p } from './library.ts'

type Message = proto.IMessage
type Read = { contentClass: string; content: OtherContent }

/** Content that is neither text nor file, as typeMessage and data object of the contract (notifications.md). */
export function readOther(message: Message): Read | undefined {
  for (const read of READERS) {
    const found = read(message)
    if (found) return found
  }
  return isSilent(message) ? undefined : of('message', Object.keys(message).find(isSpoken) ?? 'unknown', {})
}

/** Parts that accompany a message or steer the client, and say nothing to a person. */
const SILENT: ReadonlySet<string> = new Set([
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'messageContextInfo',
  'protocolMessage',
  'deviceSentMessage',
  'stickerSyncRmrMessage',
  'messageHistoryBundle',
  'placeholderMessage',
])

const isSpoken = (part: string) => !SILENT.has(part)

function isSilent(message: Message): boolean {
  return !Object.entries(message).some(([part, value]) => value !== null && value !== undefined && isSpoken(part))
}

const READERS: ((message: Message) => Read | undefined)[] = [
  readProtocol,
  readReaction,
  readLocation,
  readContact,
  readContacts,
  readPoll,
  readPollVote,
  readInvite,
  readCallLog,
  readPress,
]

function of(contentClass: string, typeMessage: string, data: Record<string, unknown>): Read {
  return { contentClass, content: { kind: 'other', typeMessage, data } }
}

function readProtocol({ protocolMessage, editedMessage }: Message): Read | undefined {
  const protocol = protocolMessage ?? editedMessage?.message?.protocolMessage
  const stanzaId = protocol?.key?.id ?? ''
  if (protocol?.type === p.Message.ProtocolMessage.Type.REVOKE) return of('revoke', 'deletedMessage', { stanzaId })
  if (protocol?.historySyncNotification) return of('history', 'history', {})
  if (protocol?.type === p.Message.ProtocolMessage.Type.EPHEMERAL_SETTING)
    return of('timer', 'disappearingTimer', { seconds: protocol.ephemeralExpiration ?? 0 })
  if (protocol?.type !== p.Message.ProtocolMessage.Type.MESSAGE_EDIT) return undefined
  const edited = protocol.editedMessage ?? {}
  const caption = edited.imageMessage?.caption ?? edited.videoMessage?.caption ?? edited.documentMessage?.caption
  const text = edited.conversation ?? edited.extendedTextMessage?.text
  return of('edit', 'editedMessage', {
    stanzaId,
    ...(typeof text === 'string' && { textMessage: text }),
    ...(typeof caption === 'string' && { caption }),
  })
}

function readReaction({ reactionMessage: reaction }: Message): Read | undefined {
  if (!reaction) return undefined
  return of('reaction', 'reactionMessage', {
    text: reaction.text ?? '',
    quotedMessage: {
      stanzaId: reaction.key?.id ?? '',
      participant: chatIdOfJid(reaction.key?.participant ?? reaction.key?.remoteJid ?? ''),
    },
  })
}

function forwarding(context: proto.IContextInfo | null | undefined) {
  const score = context?.forwardingScore ?? 0
  return { forwardingScore: score, isForwarded: context?.isForwarded ?? score > 0 }
}

function readLocation({ locationMessage: place }: Message): Read | undefined {
  if (!place) return undefined
  return of('message', 'locationMessage', {
    nameLocation: place.name ?? '',
    address: place.address ?? '',
    jpegThumbnail: Buffer.from(place.jpegThumbnail ?? []).toString('base64'),
    latitude: place.degreesLatitude ?? 0,
    longitude: place.degreesLongitude ?? 0,
    ...forwarding(place.contextInfo),
  })
}

const cardOf = (card: proto.Message.IContactMessage) => ({
  displayName: card.displayName ?? '',
  vcard: card.vcard ?? '',
})

function readContact({ contactMessage: card }: Message): Read | undefined {
  return card ? of('message', 'contactMessage', { ...cardOf(card), ...forwarding(card.contextInfo) }) : undefined
}

function readContacts({ contactsArrayMessage: cards }: Message): Read | undefined {
  if (!cards) return undefined
  const contacts = (cards.contacts ?? []).map(cardOf)
  return of('message', 'contactsArrayMessage', { contacts, ...forwarding(cards.contextInfo) })
}

function readPoll(message: Message): Read | undefined {
  const poll = message.pollCreationMessage ?? message.pollCreationMessageV2 ?? message.pollCreationMessageV3
  if (!poll) return undefined
  return of('message', 'pollMessage', {
    name: poll.name ?? '',
    options: (poll.options ?? []).map(({ optionName }) => ({ optionName: optionName ?? '' })),
    multipleAnswers: (poll.selectableOptionsCount ?? 0) !== 1,
  })
}

/** The vote itself is sealed with the poll's secret; the journal's poll is needed to read it. */
function readPollVote({ pollUpdateMessage: vote }: Message): Read | undefined {
  return vote ? of('poll-vote', 'pollUpdateMessage', { stanzaId: vote.pollCreationMessageKey?.id ?? '' }) : undefined
}

function readInvite({ groupInviteMessage: invite }: Message): Read | undefined {
  if (!invite) return undefined
  const expiration = Number(invite.inviteExpiration ?? 0)
  return of('message', 'groupInviteMessage', {
    groupJid: invite.groupJid ?? '',
    inviteCode: invite.inviteCode ?? '',
    inviteExpiration: { low: Math.floor(expiration) % 2 ** 31, high: 0, unsigned: false },
    groupName: invite.groupName ?? '',
    caption: invite.caption ?? '',
    jpegThumbnail: Buffer.from(invite.jpegThumbnail ?? []).toString('base64'),
  })
}

const { CallOutcome } = p.Message.CallLogMessage

/** How a call ended for whom it was made to, in the contract's words. */
function callWord(outcome: proto.Message.CallLogMessage.CallOutcome | null | undefined): string {
  if (outcome === CallOutcome.CONNECTED || outcome === CallOutcome.ACCEPTED_ELSEWHERE) return 'pickUp'
  return outcome === CallOutcome.FAILED ? 'invalid' : 'hungUp'
}

/** A call that was made on the phone, told when it is over. */
function readCallLog({ callLogMesssage: log }: Message): Read | undefined {
  if (!log) return undefined
  return of('call', 'outgoingCall', {
    isVideo: log.isVideo ?? false,
    duration: Number(log.durationSecs ?? 0),
    status: callWord(log.callOutcome),
    participants: (log.participants ?? []).map(({ jid, callOutcome }) => ({
      id: chatIdOfJid(jid ?? ''),
      status: callWord(callOutcome),
    })),
  })
}

function readPress(message: Message): Read | undefined {
  const found = readButtons(message)
  return found && of('message', found.typeMessage, found.data)
}
