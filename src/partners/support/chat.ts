import { addMail, type SealedLetter } from '../../mail/outbox.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import { bridgeMessage } from './bridge.ts'

/** Who writes: people of the account, or an operator. */
export type Side = 'account' | 'operator'

/** A file of a message, as its row keeps it. */
export interface SupportFile {
  handle: string
  fileName: string
  mimeType: string
  size: number
  expiresAt: number
}

export interface SupportMessage {
  seq: number
  id: string
  person: string
  /** Name of who wrote. */
  name: string
  side: Side
  text: string
  /** JSON list of `SupportFile`. */
  files: string
  created_at: number
}

/** What somebody says in the chat of an account. */
export interface Said {
  account: string
  id: string
  person: string
  side: Side
  text: string
  /** JSON list of `SupportFile`. */
  files: string
  /** What they are called where they said it, instead of the person's name. */
  saidBy?: string
  /** To who is away, see `awayReaders`. */
  letters: readonly { person: string; letter: SealedLetter }[]
  at: number
}

/**
 * Writes into the chat of an account; whoever writes has read up to it. In the same commit it is put on its way to the
 * bridged chat, and the letters to the mail. Answers with the message's number.
 */
export function* writeSupport(input: Said): Step<number> {
  const { account, id, person, side, text, files, saidBy = '', letters, at } = input
  // the chat's row is locked by its update: messages commit in the order of their numbers
  const chat = yield* one<{ last_seq: number }>(sql`
    insert into support_chat (account, last_seq, last_at) values (${account}, 1, ${at})
    on conflict (account) do update set last_seq = support_chat.last_seq + 1, last_at = excluded.last_at
    returning last_seq`)
  const seq = chat?.last_seq ?? 1
  yield* run(sql`
    insert into support_message (account, seq, id, person, side, text, files, said_by, created_at)
    values (${account}, ${seq}, ${id}, ${person}, ${side}, ${text}, ${files}, ${saidBy}, ${at})`)
  yield* readSupport({ account, person, seq, at })
  if (side === 'account') yield* bridgeMessage({ account, seq, at })
  for (const { person: away, letter } of letters) yield* tellAway({ account, person: away, seq, letter })
  return seq
}

/** A person is there, and has read up to `seq`. */
export function* readSupport(input: { account: string; person: string; seq: number; at: number }): Step<void> {
  const { account, person, seq, at } = input
  yield* run(sql`
    insert into support_reader (account, person, read_seq, told_seq, seen_at)
    values (${account}, ${person}, ${seq}, 0, ${at})
    on conflict (account, person) do update set seen_at = excluded.seen_at,
      read_seq = case when support_reader.read_seq > excluded.read_seq then support_reader.read_seq
        else excluded.read_seq end`)
}

/** Messages of a chat, oldest first: those after `after`, or the newest before `before`. */
export function* supportMessages(input: {
  account: string
  after?: number
  before?: number
  limit: number
}): Step<SupportMessage[]> {
  const { account, after, before, limit } = input
  const bound = after === undefined ? sql`s.seq < ${before ?? Number.MAX_SAFE_INTEGER}` : sql`s.seq > ${after}`
  const order = after === undefined ? sql`desc` : sql`asc`
  const rows = yield* all<SupportMessage>(sql`
    select s.seq, s.id, s.person, case when s.said_by = '' then p.name else s.said_by end as name, s.side, s.text,
      s.files, s.created_at
    from support_message s join person p on p.id = s.person
    where s.account = ${account} and ${bound} order by s.seq ${order} limit ${limit}`)
  return rows.sort((a, b) => a.seq - b.seq)
}

export interface SupportState {
  /** Number of the newest message, 0 when there is none. */
  last: number
  /** Up to where this person has read. */
  read: number
  /** Up to where anybody of the account, and any operator, has read. */
  readByAccount: number
  readByOperator: number
}

/** How far everybody has read. */
export function* supportState(input: { account: string; person: string }): Step<SupportState> {
  const { account, person } = input
  const chat = yield* one<{ last_seq: number }>(sql`select last_seq from support_chat where account = ${account}`)
  const rows = yield* all<{ person: string; read_seq: number; member: number }>(sql`
    select r.person, r.read_seq,
      (select count(*) from membership m where m.account = r.account and m.person = r.person) as member
    from support_reader r where r.account = ${account}`)
  const most = (wanted: (row: { person: string; member: number }) => boolean) =>
    Math.max(0, ...rows.filter(wanted).map((row) => row.read_seq))
  return {
    last: chat?.last_seq ?? 0,
    read: most((row) => row.person === person),
    readByAccount: most((row) => row.member > 0),
    readByOperator: most((row) => row.member === 0),
  }
}

export interface SupportChat {
  account: string
  name: string
  last_seq: number
  last_at: number
  last_side: Side
  last_text: string
  /** Written by the account and read by no operator. */
  unread: number
}

/** The chats, the longest unread first, then the newest. */
export function* supportChats(input: { limit: number }): Step<SupportChat[]> {
  return yield* all<SupportChat>(sql`
    select c.account, a.name, c.last_seq, c.last_at, l.side as last_side, l.text as last_text,
      (select count(*) from support_message s where s.account = c.account and s.side = 'account' and s.seq > coalesce(
        (select max(r.read_seq) from support_reader r join person p on p.id = r.person
          where r.account = c.account and p.operator = 1), 0)) as unread
    from support_chat c join account a on a.id = c.account
    join support_message l on l.account = c.account and l.seq = c.last_seq
    order by case when l.side = 'account' then 0 else 1 end, c.last_at desc limit ${input.limit}`)
}

export interface AwayReader {
  person: string
  email: string
  locale: 'en' | 'ru'
}

/**
 * People of the other side who are not there now and were not written to since they last read: the account's members
 * when an operator wrote, operators when the account did.
 */
export function* awayReaders(input: { account: string; from: Side; goneBefore: number }): Step<AwayReader[]> {
  const { account, from, goneBefore } = input
  const whose =
    from === 'operator'
      ? sql`exists (select 1 from membership m where m.account = ${account} and m.person = p.id)`
      : sql`p.operator = 1`
  return yield* all<AwayReader>(sql`
    select p.id as person, p.email, p.locale from person p
    left join support_reader r on r.account = ${account} and r.person = p.id
    where ${whose} and p.confirmed_at is not null
      and (r.seen_at is null or (r.seen_at < ${goneBefore} and r.told_seq <= r.read_seq))
    order by p.id limit 50`)
}

/** Writes to somebody who is away, once until they read again. */
function* tellAway(input: { account: string; person: string; seq: number; letter: SealedLetter }): Step<void> {
  const { account, person, seq, letter } = input
  yield* run(sql`
    insert into support_reader (account, person, read_seq, told_seq, seen_at)
    values (${account}, ${person}, 0, ${seq}, 0)
    on conflict (account, person) do update set told_seq = excluded.told_seq`)
  yield* addMail(letter)
}
