import { one, run, sql, type Step } from '../../store/port/operation.ts'
import type { StatusLook } from '../../base/content.ts'
import type { RecordedContent } from '../notifications/message-data.ts'

export type Direction = 'incoming' | 'outgoing'

/** "" for incoming entries; else the word the journal shows (journals.md, statusMessage). */
export type JournalStatus = '' | 'pending' | 'sent' | 'delivered' | 'read' | 'failed' | 'noAccount' | 'notInGroup'

/** A row of `journal`. `at` orders and never moves; `status_at` is the timestamp an outgoing entry shows. */
export interface JournalRow {
  instance: number
  at: number
  seq: number
  id_message: string
  /** Peer ids. */
  chat: string
  author: string | null
  direction: Direction
  by_api: number
  type_message: string
  /** JSON of `RecordedContent`. */
  content: string
  status: JournalStatus
  status_text: string
  status_at: number
  is_edited: number
  is_deleted: number
  is_read: number
}

export type NewJournalRow = Pick<
  JournalRow,
  'instance' | 'at' | 'seq' | 'id_message' | 'chat' | 'author' | 'direction' | 'by_api' | 'type_message' | 'content'
> & { status: JournalStatus }

export function* insertJournal(row: NewJournalRow): Step<void> {
  yield* run(sql`
    insert into journal (instance, at, seq, id_message, chat, author, direction, by_api, type_message, content,
      status, status_text, status_at, is_edited, is_deleted, is_read)
    values (${row.instance}, ${row.at}, ${row.seq}, ${row.id_message}, ${row.chat}, ${row.author}, ${row.direction},
      ${row.by_api}, ${row.type_message}, ${row.content}, ${row.status}, '', ${row.at}, 0, 0, 0)`)
}

/** The outgoing entry of an id: our ids are random, so at most one counts; the newest wins. */
export function* outgoingEntry(input: { instance: number; idMessage: string }): Step<JournalRow | undefined> {
  return yield* one<JournalRow>(sql`select * from journal where instance = ${input.instance}
    and id_message = ${input.idMessage} and direction = 'outgoing' order by at desc, seq desc limit 1`)
}

/** How a status looks and for whom it is; undefined for a message. */
export function lookOf(row: Pick<JournalRow, 'content'>): StatusLook | undefined {
  const content = contentOf(row)
  return content.kind === 'other' ? undefined : content.status
}

export const contentOf = (row: Pick<JournalRow, 'content'>): RecordedContent =>
  JSON.parse(row.content) as RecordedContent
