import { chatIdOf, type Address, type Content, type Quoted } from '../../base/content.ts'
import { next } from '../../instances/counter.ts'
import { idsOfPeer, resolvePeer, type Peer } from '../../instances/peers.ts'
import { list, one, run, sql, type Step } from '../../store/port/operation.ts'
import { contentOf, insertJournal, type JournalRow } from '../journals/journal-row.ts'
import { typeMessageOf } from '../notifications/message-data.ts'
import type { Draft } from './draft.ts'
import { IN_TURN, LANE, type Timing } from './lanes.ts'

/** Entries wait this long at most (contract: sending.md, Queue 3), one that waits for a time from that time on. */
export const QUEUE_LIFE_MS = 24 * 60 * 60 * 1000

export interface Accepted {
  instance: number
  /** Minted by the caller; also the network's id for the message on every attempt. */
  idMessage: string
  to: Address
  /** `mintId`; used when the recipient is new. */
  freshPeer: string
  /** As showMessagesQueue names it. */
  method: string
  /** The call's parameters, shown by showMessagesQueue. */
  request: Record<string, unknown>
  draft: Draft
  quotedMessageId?: string
  /** Milliseconds of typing notice asked for; 0 leaves it to the setting autoTyping. */
  typingMs: number
  at: number
  /** Absent: in its turn. */
  timing?: Timing
}

/**
 * Accepts a send: queue row and journal row (`pending`) in one transaction; once it has committed the idMessage may
 * be answered. Both rows share `at` and `seq`, so either finds the other by key. Every send method ends here.
 */
export function* acceptSend(input: Accepted): Step<void> {
  const { instance, idMessage, at, timing: { priority, dueAt } = IN_TURN } = input
  const peer = yield* resolvePeer({ instance, address: input.to, freshId: input.freshPeer, at })
  const draft = input.quotedMessageId === undefined ? input.draft : yield* quoting(input, peer, input.quotedMessageId)
  const seq = yield* next(instance, 'journal')
  yield* run(sql`
    insert into outgoing (instance, seq, id_message, network_id, peer, pinned, method, request, content, built, state,
      reason, attempts, typing_ms, accepted_at, expires_at, handed_at, lane, priority, turn, due_at)
    values (${instance}, ${seq}, ${idMessage}, ${idMessage}, ${peer.id}, null, ${input.method},
      ${JSON.stringify(input.request)}, ${JSON.stringify(draft)}, null, 'accepted', '', 0, ${input.typingMs}, ${at},
      ${(dueAt ?? at) + QUEUE_LIFE_MS}, null, ${dueAt === null ? LANE[priority] : LANE.later}, ${LANE[priority]},
      ${dueAt ?? seq}, ${dueAt})`)
  yield* insertJournal({
    instance,
    at,
    seq,
    id_message: idMessage,
    chat: peer.id,
    author: null,
    direction: 'outgoing',
    by_api: 1,
    type_message: typeMessageOf(draft.content),
    content: JSON.stringify(draft.content),
    status: 'pending',
  })
}

/** The draft with its quote: what the journal of this chat knows of the quoted message. */
function* quoting({ instance, draft }: Accepted, chat: Peer, idMessage: string): Step<Draft> {
  const { content } = draft
  const ids = yield* idsOfPeer(chat.id)
  const entry = yield* one<JournalRow & { phone: string | null; lid: string | null; own: string | null }>(sql`
    select j.*, p.phone, p.lid, i.phone as own from journal j
    join instance i on i.id = j.instance
    left join peer p0 on p0.id = j.author left join peer p on p.id = coalesce(p0.merged_into, p0.id)
    where j.instance = ${instance} and j.id_message = ${idMessage} and j.chat in ${list(ids)}
    order by j.at desc, j.seq desc limit 1`)
  const quoted = entry ? quoteOf(entry, idMessage) : unknownQuote(chat, idMessage)
  return quoted ? { ...draft, content: { ...content, quoted } satisfies Content } : draft
}

function quoteOf(
  entry: JournalRow & { phone: string | null; lid: string | null; own: string | null },
  idMessage: string,
): Quoted {
  const { expiresAt: _, ...content } = contentOf(entry)
  const phone = entry.direction === 'outgoing' ? entry.own : entry.phone
  const lid = entry.direction === 'outgoing' ? null : entry.lid
  const participant = chatIdOf({
    kind: 'person',
    ...(phone === null ? {} : { phone }),
    ...(lid === null ? {} : { lid }),
  })
  delete content.quoted
  return { idMessage, participant, content }
}

/** A message the journal does not know: in a personal chat it is taken as the other side's, in a group nobody can say. */
function unknownQuote(chat: Peer, idMessage: string): Quoted | undefined {
  if (chat.kind !== 'person') return undefined
  const participant = chatIdOf({
    kind: 'person',
    ...(chat.phone === null ? {} : { phone: chat.phone }),
    ...(chat.lid === null ? {} : { lid: chat.lid }),
  })
  return { idMessage, participant }
}
