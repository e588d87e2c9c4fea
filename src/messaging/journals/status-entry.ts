import { chatIdOf } from '../../base/content.ts'
import { fileData } from '../notifications/message-data.ts'
import { contentOf, lookOf } from './journal-row.ts'
import { authorOf, entriesBy, heldUrl, type EntryView } from './entry.ts'
import type { NamedRow } from './read.ts'

/** An entry of the two journals of statuses (statuses.json). */
export type StatusEntry = Record<string, unknown> & { idMessage: string; timestamp: number; typeMessage: string }

/** Statuses as answered, newest first; `wid` is the account's own chatId. */
export function statusesOf(rows: readonly NamedRow[], wid: string, view: EntryView): StatusEntry[] {
  return entriesBy(rows, (row) => entryOf(row, wid, view))
}

function entryOf(row: NamedRow, wid: string, view: EntryView): StatusEntry {
  const outgoing = row.direction === 'outgoing'
  const author = outgoing ? wid : chatIdOf(authorOf(row) ?? { kind: 'person' }, view.byLid)
  return {
    type: row.direction,
    idMessage: row.id_message,
    timestamp: Math.floor(row.status_at / 1000),
    typeMessage: typeOf(row),
    chatId: author,
    ...(outgoing
      ? { statusMessage: row.status, sendByApi: row.by_api === 1 }
      : { senderId: author, senderName: row.author_name ?? '', senderContactName: row.author_contact ?? '' }),
    ...(row.is_deleted === 1 ? {} : said(row, outgoing, view)),
  }
}

function typeOf(row: NamedRow): string {
  if (row.is_deleted === 1) return 'deletedMessage'
  return row.type_message === 'textMessage' ? 'extendedTextMessage' : row.type_message
}

/** Viewers are told inside the text of a text, beside the file of a file. */
function said(row: NamedRow, outgoing: boolean, view: EntryView): object {
  const content = contentOf(row)
  const { participants = [], ...look } = lookOf(row) ?? {}
  const viewers = outgoing ? { participants } : {}
  if (content.kind === 'text') {
    return { textMessage: content.text, extendedTextMessage: { text: content.text, ...look, ...viewers } }
  }
  return content.kind === 'file' ? { ...fileData(content, heldUrl(content, view)), ...viewers } : {}
}
