import { chatIdOf, type Address } from '../../base/content.ts'
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
  const entries = rows.map((row) => ({ entry: entryOf(row, view), row }))
  entries.sort((a, b) => b.row.status_at - a.row.status_at || b.row.seq - a.row.seq)
  return entries.map(({ entry }) => entry)
}

export function entryOf(row: NamedRow, { media, now, byLid }: EntryView): Entry {
  const content = contentOf(row)
  const chatId = chatIdOf(chatOf(row), byLid)
  return {
    type: row.direction,
    idMessage: row.id_message,
    timestamp: Math.floor(row.status_at / 1000),
    typeMessage: row.type_message,
    chatId,
    ...(row.direction === 'incoming' ? senderOf(row, chatId, byLid) : {}),
    ...flat(content, media, now),
    ...('quoted' in content && content.quoted ? { quotedMessage: quotedMessage(content.quoted) } : {}),
    ...(row.direction === 'outgoing' ? { statusMessage: row.status, sendByApi: row.by_api === 1 } : {}),
    ...(row.is_edited === 1 ? { isEdited: true } : {}),
    ...(row.is_deleted === 1 ? { isDeleted: true } : {}),
  }
}

function senderOf(row: NamedRow, chatId: string, byLid: boolean): object {
  const known = row.author_phone !== null || row.author_lid !== null
  const author: Address = {
    kind: 'person',
    ...(row.author_phone === null ? {} : { phone: row.author_phone }),
    ...(row.author_lid === null ? {} : { lid: row.author_lid }),
  }
  return {
    senderId: known ? chatIdOf(author, byLid) : chatId,
    senderName: row.author_name ?? '',
    senderContactName: row.author_contact ?? '',
  }
}

function chatOf(row: NamedRow): Address {
  if (row.chat_kind === 'group') return { kind: 'group', id: row.chat_group ?? '' }
  return {
    kind: 'person',
    ...(row.chat_phone === null ? {} : { phone: row.chat_phone }),
    ...(row.chat_lid === null ? {} : { lid: row.chat_lid }),
  }
}

function flat(content: RecordedContent, media: Pick<MediaStore, 'url'>, now: number): object {
  if (content.kind === 'text') {
    const extended = content.preview || content.quoted || content.forwardingScore
    return { textMessage: content.text, ...(extended ? { extendedTextMessage: extendedText(content) } : {}) }
  }
  if (content.kind === 'file') {
    const { handle, fileName, expiresAt = 0 } = content
    const held = handle !== undefined && expiresAt > now
    return fileData(content, held ? media.url({ handle, fileName, expiresAt }) : '')
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
