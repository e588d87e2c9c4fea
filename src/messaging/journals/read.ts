import type { Address } from '../../base/content.ts'
import { findPeer, idsOfPeer, type Peer } from '../../instances/peers.ts'
import { all, list, sql, type Step } from '../../store/port/operation.ts'
import { contentOf, type Direction, type JournalRow } from './journal-row.ts'

/** A row of the journal with the names that an entry shows; a merged peer is shown as the one it was merged into. */
export interface NamedRow extends JournalRow {
  chat_kind: Peer['kind']
  chat_phone: string | null
  chat_lid: string | null
  chat_group: string | null
  author_phone: string | null
  author_lid: string | null
  author_name: string | null
  author_contact: string | null
}

/** The newest entries an answer holds at most (journals.md, Window). */
export const MOST_ENTRIES = 10_000

const named = sql`select j.*, c.kind as chat_kind, c.phone as chat_phone, c.lid as chat_lid, c.group_id as chat_group,
  a.phone as author_phone, a.lid as author_lid, a.name as author_name, a.contact_name as author_contact
  from journal j
  join peer c0 on c0.id = j.chat join peer c on c.id = coalesce(c0.merged_into, c0.id)
  left join peer a0 on a0.id = j.author left join peer a on a.id = coalesce(a0.merged_into, a0.id)`

/** The newest `count` messages of a chat, under every name the chat has had. */
export function* readChat(input: { instance: number; chat: Address; count: number }): Step<NamedRow[]> {
  const chats = yield* chatIds(input)
  if (chats.length === 0) return []
  return yield* all<NamedRow>(sql`${named} where j.instance = ${input.instance} and j.chat in ${list(chats)}
    order by j.at desc, j.seq desc limit ${Math.min(input.count, MOST_ENTRIES)}`)
}

/** The message of a chat with an id, the newest if there are several. */
export function* readMessage(input: {
  instance: number
  chat: Address
  idMessage: string
}): Step<NamedRow | undefined> {
  const chats = yield* chatIds(input)
  const rows = yield* all<NamedRow>(sql`${named} where j.instance = ${input.instance} and j.chat in ${list(chats)}
    and j.id_message = ${input.idMessage} order by j.at desc, j.seq desc limit 1`)
  return rows[0]
}

/** Clients take an edit for 15 minutes after the original; it may be some time on its way. */
const EDITED_WITHIN_MS = 24 * 60 * 60 * 1000

/** What the author of a message made of it last; undefined when nothing is known of an edit. */
export function* readLastEdit(input: {
  instance: number
  chat: Address
  original: Pick<JournalRow, 'id_message' | 'author' | 'at'>
}): Step<Record<string, unknown> | undefined> {
  const { id_message: idMessage, author, at } = input.original
  const by = author === null ? sql`author is null` : sql`author in ${list(yield* idsOfPeer(author))}`
  const edits = yield* all<JournalRow>(sql`select * from journal where instance = ${input.instance}
    and chat in ${list(yield* chatIds(input))} and at >= ${at} and at <= ${at + EDITED_WITHIN_MS}
    and type_message = 'editedMessage' and status not in ('failed', 'noAccount', 'notInGroup') and ${by}
    order by at desc, seq desc`)
  for (const edit of edits) {
    const content = contentOf(edit)
    if (content.kind === 'other' && content.data['stanzaId'] === idMessage) return content.data
  }
  return undefined
}

/** An outgoing entry shows the time of its last change; those written up to this much earlier are looked at. */
const OLDEST_CHANGE_MS = 7 * 24 * 60 * 60 * 1000

/** Entries of all chats whose timestamp lies at or after `since`; statuses have journals of their own. */
export function* readRecent(input: { instance: number; direction: Direction; since: number }): Step<NamedRow[]> {
  const from = input.direction === 'incoming' ? input.since : input.since - OLDEST_CHANGE_MS
  return yield* all<NamedRow>(sql`${named} where j.instance = ${input.instance} and j.at >= ${from}
    and j.status_at >= ${input.since} and j.direction = ${input.direction} and c.kind <> 'status'
    order by j.at desc, j.seq desc limit ${MOST_ENTRIES}`)
}

/** Statuses whose timestamp lies at or after `since`; what could not be published is none. */
export function* readStatuses(input: { instance: number; direction: Direction; since: number }): Step<NamedRow[]> {
  const chats = yield* chatIds({ instance: input.instance, chat: { kind: 'status' } })
  return yield* all<NamedRow>(sql`${named} where j.instance = ${input.instance} and j.chat in ${list(chats)}
    and j.status_at >= ${input.since} and j.direction = ${input.direction} and j.type_message in ${list(SHOWN)}
    and j.status not in ('failed', 'noAccount', 'notInGroup')
    order by j.at desc, j.seq desc limit ${MOST_ENTRIES}`)
}

/** Kinds of statuses; a removal marks the one that it is about. */
const SHOWN = ['textMessage', 'extendedTextMessage', 'imageMessage', 'videoMessage', 'audioMessage']

function* chatIds(input: { instance: number; chat: Address }): Step<string[]> {
  const found = yield* findPeer({ instance: input.instance, address: input.chat })
  const ids: string[] = []
  for (const peer of found ?? []) if (peer) ids.push(...(yield* idsOfPeer(peer.id)))
  return ids
}
