import type { Address, Content } from '../../base/content.ts'
import { admitChat } from '../../billing/quotas/spend.ts'
import { next } from '../../instances/counter.ts'
import { markInboxDone } from '../../instances/inbox.ts'
import { instanceById, type Instance } from '../../instances/instance.ts'
import { chatIdsOfPeer, idsOfPeer, resolvePeer, setTimer, type Peer } from '../../instances/peers.ts'
import { readSettings, type Settings } from '../../instances/settings.ts'
import { list, one, run, sql, type Step } from '../../store/port/operation.ts'
import { chatIdOfPeer, messageBody, senderOfIncoming, senderOfOutgoing } from '../notifications/bodies.ts'
import { recordOwnCall } from './calls.ts'
import { flagOriginal } from './flag-original.ts'
import { withIdentities } from '../notifications/identities.ts'
import { messageData, typeMessageOf, type RecordedContent } from '../notifications/message-data.ts'
import { notify } from '../notifications/notify.ts'
import { tellRefusedChat } from '../notifications/quota-notice.ts'
import { isSwitchedOn } from '../notifications/switches.ts'
import { changesIn, keepChanges } from './own-changes.ts'
import { contentOf, insertJournal, outgoingEntry, type JournalRow } from './journal-row.ts'

export interface Recording {
  instance: number
  /** Row of the inbox that holds the message until it is recorded; null for a mark, which has none. */
  inbox: string | null
  chat: Address
  author: Address
  fromMe: boolean
  idMessage: string
  /** The network's time of the message. */
  sentAt: number
  pushName: string
  contentClass: string
  content: RecordedContent
  /** Signed address of the file, "" or a marker when there is none. */
  downloadUrl: string
  /** Network bytes; absent for a mark. */
  raw?: Uint8Array
  freshChat: string
  freshAuthor: string
  /** For the people and groups that changes of the account's own are about. */
  freshIds?: string[]
  eventId: string
  at: number
}

export interface Recorded {
  /** False: it was recorded before. */
  fresh: boolean
  notified: boolean
  /** The settings ask to tell the sender that it was read. */
  markRead: boolean
}

/** Class of the mark for a message that could not be decrypted. */
export const UNDECRYPTABLE = 'undecryptable'
/** Class of what clients tell each other and nobody reads: it only ends its inbox row. */
const PROTOCOL = 'protocol'
/** Class of a new timer of a chat's disappearing messages. */
const TIMER = 'timer'
/** Class of what the phone hands over of the time before: its messages are recorded before the row ends. */
export const HISTORY = 'history'
/** Class of changes that the account's devices share. */
export const APP_STATE = 'app-state'
/** Class of a call that was made on the phone. */
const CALL = 'call'
const NOTHING: Recorded = { fresh: false, notified: false, markRead: false }

/**
 * Records a message that arrived or was sent from another device: peers, dedupe key, journal, raw bytes,
 * notification, and the end of its inbox row, all in one transaction, so that a crash loses nothing and repeats
 * nothing. What the settings do not want is neither journalled nor told, but it is still known as seen. Statuses are
 * journalled and never told: the contract has no notification of them.
 */
export function* recordMessage(input: Recording): Step<Recorded> {
  const { instance: id, at } = input
  if (input.inbox !== null) yield* markInboxDone({ instance: id, id: input.inbox, at })
  if (input.contentClass === PROTOCOL || input.contentClass === HISTORY) return NOTHING
  if (input.contentClass === TIMER) return yield* keepTimer(input)
  if (input.contentClass === APP_STATE) return yield* keepAppState(input)
  const instance = yield* instanceById(id)
  if (!instance || instance.deleted_at !== null) return NOTHING
  const chat = yield* resolvePeer(sighting(input, input.chat, input.freshChat))
  const same = input.fromMe || sameAddress(input.chat, input.author)
  const author = same ? chat : yield* resolvePeer(sighting(input, input.author, input.freshAuthor))
  const chats = yield* idsOfPeer(chat.id)
  if (!(yield* seeFirst(input, chat, author, chats))) return NOTHING
  // the library may tell us of our own sends
  const own = input.fromMe ? yield* outgoingEntry({ instance: id, idMessage: input.idMessage }) : undefined
  if (own && !isMark(own)) return NOTHING
  const settings = readSettings(instance.settings)
  if (input.contentClass === CALL) return yield* recordOwn(input, instance, chat)
  if (!wanted(input, settings)) return { ...NOTHING, fresh: true }
  yield* flagOriginal({ instance: id, chat, author: input.fromMe ? null : author.id, content: input.content })
  if (chat.kind === 'status') {
    if (input.contentClass === 'message') yield* keepStatus(input, chat, author)
    return { ...NOTHING, fresh: true }
  }
  const mark = input.fromMe ? own : yield* markOf(input, chats)
  if (mark) yield* replaceMark(mark, input)
  else yield* journal(input, chat, author)
  yield* keepRaw(input, chat, author)
  if (input.contentClass === UNDECRYPTABLE) return { ...NOTHING, fresh: true }
  const { notified, refused } = yield* tell(input, instance, chat, author)
  const marks = settings.markIncomingMessagesReaded === 'yes' && settings.markIncomingMessagesReadedOnReply === 'no'
  const markRead = !input.fromMe && marks
  return { fresh: true, notified, markRead: markRead && !refused && input.contentClass === 'message' }
}

/** Tells of a mark that stands in the journal since its message has not come. */
export function* tellMark(input: Recording): Step<Recorded> {
  const instance = yield* instanceById(input.instance)
  if (!instance || instance.deleted_at !== null || input.chat.kind === 'status') return NOTHING
  const chat = yield* resolvePeer(sighting(input, input.chat, input.freshChat))
  if (!(yield* markOf(input, yield* idsOfPeer(chat.id)))) return NOTHING
  const same = input.fromMe || sameAddress(input.chat, input.author)
  const author = same ? chat : yield* resolvePeer(sighting(input, input.author, input.freshAuthor))
  const { notified } = yield* tell(input, instance, chat, author)
  return { fresh: false, notified, markRead: false }
}

/**
 * Journals a message of the time before linking as if it had been read long ago; nobody is notified. Nothing for one
 * that was recorded before, or that the settings do not want.
 */
export function* recordPast(input: Recording, status: 'sent' | 'delivered' | 'read'): Step<void> {
  const instance = yield* instanceById(input.instance)
  if (!instance || instance.deleted_at !== null || !wanted(input, readSettings(instance.settings))) return
  const chat = yield* resolvePeer(sighting(input, input.chat, input.freshChat))
  const same = input.fromMe || sameAddress(input.chat, input.author)
  const author = same ? chat : yield* resolvePeer(sighting(input, input.author, input.freshAuthor))
  if (!(yield* seeFirst(input, chat, author, yield* idsOfPeer(chat.id)))) return
  if (input.fromMe && (yield* outgoingEntry(input))) return
  const seq = yield* journal(input, chat, author)
  yield* keepRaw(input, chat, author)
  yield* run(sql`update journal set is_read = 1, status = ${input.fromMe ? status : ''}
    where instance = ${input.instance} and at = ${input.sentAt} and seq = ${seq}`)
}

function* recordOwn(input: Recording, instance: Instance, chat: Peer): Step<Recorded> {
  const { content, fromMe, idMessage: idCall, eventId, sentAt: at } = input
  const told =
    fromMe && content.kind === 'other' && (yield* recordOwnCall(instance, chat, { idCall, content, eventId, at }))
  return { ...NOTHING, fresh: true, notified: told }
}

function* keepAppState({ instance, content, freshIds = [], at }: Recording): Step<Recorded> {
  if (content.kind === 'other') yield* keepChanges({ instance, changes: changesIn(content.data), freshIds, at })
  return NOTHING
}

function* keepTimer({ instance, chat, content, sentAt, freshChat }: Recording): Step<Recorded> {
  const seconds = content.kind === 'other' ? Number(content.data['seconds']) : 0
  yield* setTimer({ instance, chat, seconds, freshId: freshChat, at: sentAt })
  return NOTHING
}

function sighting(input: Recording, address: Address, freshId: string) {
  const own = address === input.author || (!input.fromMe && sameAddress(address, input.author))
  const named = own && !input.fromMe && input.pushName !== ''
  const seen = { instance: input.instance, address, freshId, at: input.at }
  return named ? { ...seen, pushName: input.pushName } : seen
}

function sameAddress(a: Address, b: Address): boolean {
  if (a.kind === 'group' && b.kind === 'group') return a.id === b.id
  if (a.kind !== 'person' || b.kind !== 'person') return a.kind === b.kind
  return (a.phone !== undefined && a.phone === b.phone) || (a.lid !== undefined && a.lid === b.lid)
}

/**
 * Enters the dedupe key (instance, chat, author, id, class), under every id the two peers have had; false when it is
 * there. A mark is also refused when the message itself has been seen.
 */
function* seeFirst(input: Recording, chat: Peer, author: Peer, chats: string[]): Step<boolean> {
  const authors = author.id === chat.id ? chats : yield* idsOfPeer(author.id)
  const classes = input.contentClass === UNDECRYPTABLE ? [UNDECRYPTABLE, 'message'] : [input.contentClass]
  // with one way to spell the key, entering it tells as well
  const spellings = chats.length * authors.length * classes.length
  if (spellings > 1) {
    const seen = yield* one(sql`select 1 as yes from seen_message where instance = ${input.instance}
      and chat in ${list(chats)} and author in ${list(authors)} and id_message = ${input.idMessage}
      and class in ${list(classes)}`)
    if (seen) return false
  }
  const entered = yield* run(sql`insert into seen_message (instance, chat, author, id_message, class)
    values (${input.instance}, ${chat.id}, ${author.id}, ${input.idMessage}, ${input.contentClass})
    on conflict (instance, chat, author, id_message, class) do nothing`)
  return entered === 1
}

/** Which messages are recorded depends on the settings (journals.md), and so do the notifications. */
function wanted(input: Recording, settings: Settings): boolean {
  // statuses.json, limits
  if (input.fromMe && input.chat.kind === 'status') return settings.outgoingWebhook !== 'no'
  if (input.fromMe ? settings.outgoingMessageWebhook === 'no' : settings.incomingWebhook === 'no') return false
  return true
}

/** The mark that stands in for this message since it could not be decrypted at first. */
function* markOf(input: Recording, chats: string[]): Step<JournalRow | undefined> {
  const row = yield* one<JournalRow>(sql`select * from journal where instance = ${input.instance}
    and id_message = ${input.idMessage} and direction = ${input.fromMe ? 'outgoing' : 'incoming'}
    and chat in ${list(chats)} order by at desc limit 1`)
  return row && isMark(row) ? row : undefined
}

function isMark(row: JournalRow): boolean {
  const content = contentOf(row)
  return row.by_api === 0 && content.kind === 'text' && /^\{\{SWE00[13]\}\}$/.test(content.text)
}

function* replaceMark(mark: JournalRow, input: Recording): Step<void> {
  yield* run(sql`update journal set content = ${JSON.stringify(input.content)},
    type_message = ${typeMessageOf(input.content)}
    where instance = ${mark.instance} and at = ${mark.at} and seq = ${mark.seq}`)
}

function* journal(input: Recording, chat: Peer, author: Peer): Step<number> {
  const seq = yield* next(input.instance, 'journal')
  yield* insertJournal({
    instance: input.instance,
    at: input.sentAt,
    seq,
    id_message: input.idMessage,
    chat: chat.id,
    author: input.fromMe ? null : author.id,
    direction: input.fromMe ? 'outgoing' : 'incoming',
    by_api: 0,
    type_message: typeMessageOf(input.content),
    content: JSON.stringify(input.content),
    // a message from the phone reached us through the messenger's server
    status: input.fromMe ? 'sent' : '',
  })
  return seq
}

/** Texts and files; the mark of a status is that it has looks, plain as they may be. */
function* keepStatus(input: Recording, chat: Peer, author: Peer): Step<void> {
  const { content } = input
  if (content.kind === 'other') return
  const { status = { participants: [] } } = content
  yield* journal({ ...input, content: { ...content, status } }, chat, author)
  yield* keepRaw(input, chat, author)
}

function* keepRaw(input: Recording, chat: Peer, author: Peer): Step<void> {
  if (!input.raw) return
  const media = input.content.kind === 'file' ? (input.content.handle ?? null) : null
  yield* run(sql`insert into raw_message (instance, id_message, chat, author, from_me, raw, media, at)
    values (${input.instance}, ${input.idMessage}, ${chat.id}, ${input.fromMe ? null : author.id},
      ${input.fromMe ? 1 : 0}, ${input.raw}, ${media}, ${input.sentAt})
    on conflict (instance, id_message, chat) do nothing`)
}

/**
 * Notifies of the message. In a chat past the month's number the consumer hears of the chat instead, once (common.md 6);
 * the journal keeps the message, so that it is there when the quota is raised.
 */
function* tell(
  input: Recording,
  instance: Instance,
  chat: Peer,
  author: Peer,
): Step<{ notified: boolean; refused: boolean }> {
  const data = messageData(input.content satisfies Content, input.downloadUrl)
  const settings = readSettings(instance.settings)
  if (!data || !isSwitchedOn(input.content, settings)) return { notified: false, refused: false }
  const { id, account, tariff } = instance
  const { eventId, at } = input
  const chatId = chatIdOfPeer(instance, chat)
  if (!(yield* admitChat({ instance: id, account, tariff, chat: chatId, names: chatIdsOfPeer(chat), at })))
    return { notified: yield* tellRefusedChat(instance, { chat: chatId, eventId, at }), refused: true }
  const typeWebhook = input.fromMe ? 'outgoingMessageReceived' : 'incomingMessageReceived'
  const body = messageBody(typeWebhook, {
    instance,
    at: input.sentAt,
    idMessage: input.idMessage,
    senderData: input.fromMe ? senderOfOutgoing(instance, chat) : senderOfIncoming(instance, chat, author),
    messageData: withIdentities(data, { settings, chat, sender: input.fromMe ? instance : author }),
  })
  yield* notify({ instance: id, eventId, typeWebhook, body, at })
  return { notified: true, refused: false }
}
