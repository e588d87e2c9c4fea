import { chatIdOf, type Address, type FileContent } from '../../base/content.ts'
import type { MediaStore } from '../../media/port.ts'
import { extendedText, fileData, quotedMessage, type RecordedContent } from '../notifications/message-data.ts'
import { contentOf } from './journal-row.ts'
import type { NamedRow } from './read.ts'

/** A journal entry of the contract: flat, unlike a notification (journals.md, Shape). */
export type Entry = Record<string, unknown> & { type: 'incoming' | 'outgoing'; idMessage: string; timestamp: number }

/** For whom entries are told, and when. */
export interface EntryView {
  media: Pick<MediaStore, 'url'>
  now: number
  /** The setting enableLidMode. */
  byLid: boolean
}

/** Flat names of data that notifications nest under another name. */
const FLAT_NAMES: Readonly<Record<string, string>> = {
  locationMessage: 'location',
  contactMessage: 'contact',
  reactionMessage: 'extendedTextMessageData',
  pollMessage: 'pollMessageData',
  pollUpdateMessage: 'pollMessageData',
  editedMessage: 'editedMessageData',
  groupInviteMessage: 'groupInviteMessageData',
  templateButtonsReplyMessage: 'templateButtonReplyMessage',
}

/** Entries as answered: newest first by the timestamp they show. */
export function entriesOf(rows: readonly NamedRow[], view: EntryView): Entry[] {
  return entriesBy(rows, (row) => entryOf(row, view))
}

export function entriesBy<E>(rows: readonly NamedRow[], entry: (row: NamedRow) => E): E[] {
  return rows.toSorted((a, b) => b.status_at - a.status_at || b.seq - a.seq).map(entry)
}

export function entryOf(row: NamedRow, view: EntryView): Entry {
  const { byLid } = view
  const content = contentOf(row)
  const chatId = chatIdOf(chatOf(row), byLid)
  return {
    type: row.direction,
    idMessage: row.id_message,
    timestamp: Math.floor(row.status_at / 1000),
    typeMessage: row.type_message,
    chatId,
    ...(row.direction === 'incoming' ? senderOf(row, chatId, byLid) : {}),
    ...flat(content, view),
    ...('quoted' in content && content.quoted ? { quotedMessage: quotedMessage(content.quoted) } : {}),
    ...(row.direction === 'outgoing' ? { statusMessage: row.status, sendByApi: row.by_api === 1 } : {}),
    ...(row.is_edited === 1 ? { isEdited: true } : {}),
    ...(row.is_deleted === 1 ? { isDeleted: true } : {}),
  }
}

function senderOf(row: NamedRow, chatId: string, byLid: boolean): object {
  const author = authorOf(row)
  return {
    senderId: author ? chatIdOf(author, byLid) : chatId,
    senderName: row.author_name ?? '',
    senderContactName: row.author_contact ?? '',
  }
}

/** Who wrote an incoming entry; undefined when nobody is named. */
export function authorOf({ author_phone: phone, author_lid: lid }: NamedRow): Address | undefined {
  if (phone === null && lid === null) return undefined
  return { kind: 'person', ...(phone === null ? {} : { phone }), ...(lid === null ? {} : { lid }) }
}

/** Signed address of a file while its copy is held, else "". */
export function heldUrl(content: RecordedContent & FileContent, { media, now }: EntryView): string {
  const { handle, fileName, expiresAt = 0 } = content
  return handle !== undefined && expiresAt > now ? media.url({ handle, fileName, expiresAt }) : ''
}

function chatOf(row: NamedRow): Address {
  if (row.chat_kind === 'status') return { kind: 'status' }
  if (row.chat_kind === 'group') return { kind: 'group', id: row.chat_group ?? '' }
  return {
    kind: 'person',
    ...(row.chat_phone === null ? {} : { phone: row.chat_phone }),
    ...(row.chat_lid === null ? {} : { lid: row.chat_lid }),
  }
}

function flat(content: RecordedContent, view: EntryView): object {
  if (content.kind === 'text') {
    const extended = content.preview || content.quoted || content.forwardingScore
    return { textMessage: content.text, ...(extended ? { extendedTextMessage: extendedText(content) } : {}) }
  }
  if (content.kind === 'file') {
    return fileData(content, heldUrl(content, view))
  }
  const { quotedMessage: quoted, ...data } = content.data
  const original = data['stanzaId']
  return {
    ...(content.typeMessage === 'deletedMessage'
      ? {}
      : { [FLAT_NAMES[content.typeMessage] ?? content.typeMessage]: data }),
    ...(content.typeMessage === 'editedMessage' ? { editedMessageId: original } : {}),
    ...(content.typeMessage === 'deletedMessage' ? { deletedMessageId: original } : {}),
    ...(quoted === undefined ? {} : { quotedMessage: quoted }),
  }
}
