import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import type { Account } from '../accounts.ts'
import type { MemberRole } from './membership.ts'
import type { Person } from './person.ts'

/** A session ends after this time without a request… */
export const IDLE_MS = 24 * 60 * 60 * 1000
/** …and in any case after this time. */
export const SESSION_MS = 14 * 24 * 60 * 60 * 1000

/** A row of `console_session`. */
export interface Session {
  id: string
  token_hash: string
  person: string
  /** The account that the session is in. */
  account: string | null
  /** 1: an operator who looks into an account that is not theirs. */
  visiting: number
  /** Client address and browser at sign-in. */
  remote: string
  agent: string
  created_at: number
  seen_at: number
  expires_at: number
  ended_at: number | null
}

/** A living session with everything that a request is judged by. */
export interface LiveSession {
  session: Session
  person: Person
  account?: Pick<Account, 'id' | 'name' | 'kind' | 'status' | 'console_creation'>
  /** Of the person in the account; absent for a visiting operator. */
  role?: MemberRole
}

export interface NewSession {
  id: string
  tokenHash: string
  person: string
  remote: string
  agent: string
  at: number
}

/** Opens a session in the person's oldest account that is not closed. */
export function* openSession(fresh: NewSession): Step<void> {
  const home = yield* one<{ id: string }>(sql`
    select a.id from membership m join account a on a.id = m.account
    where m.person = ${fresh.person} and a.status <> 'closed' order by m.created_at, a.id limit 1`)
  yield* run(sql`
    insert into console_session (id, token_hash, person, account, visiting, remote, agent, created_at, seen_at,
      expires_at)
    values (${fresh.id}, ${fresh.tokenHash}, ${fresh.person}, ${home?.id ?? null}, 0, ${fresh.remote}, ${fresh.agent},
      ${fresh.at}, ${fresh.at}, ${fresh.at + SESSION_MS})`)
}

/** The session that a look-up hash names, while it lives. */
export function* findSession(input: { hash: string; at: number }): Step<LiveSession | undefined> {
  const session = yield* one<Session>(sql`
    select * from console_session where token_hash = ${input.hash} and ended_at is null
      and expires_at > ${input.at} and seen_at > ${input.at - IDLE_MS}`)
  const person = session && (yield* one<Person>(sql`select * from person where id = ${session.person}`))
  if (!person) return undefined
  const account =
    session.account === null
      ? undefined
      : yield* one<NonNullable<LiveSession['account']> & { role: MemberRole | null }>(sql`
          select a.id, a.name, a.kind, a.status, a.console_creation, m.role
          from account a left join membership m on m.account = a.id and m.person = ${person.id}
          where a.id = ${session.account}`)
  if (!account) return { session, person }
  const { role, ...facts } = account
  if (role !== null) return { session, person, account: facts, role }
  // whoever was taken out of the account sees nothing of it; a visiting operator does
  return session.visiting === 1 && person.operator === 1 ? { session, person, account: facts } : { session, person }
}

/** Notes that a session was used. */
export function* touchSession(input: { id: string; at: number }): Step<void> {
  yield* run(sql`update console_session set seen_at = ${input.at} where id = ${input.id} and seen_at < ${input.at}`)
}

/** Puts a session into another account, or none. */
export function* enterAccount(input: { id: string; account: string | null; visiting: boolean }): Step<void> {
  yield* run(sql`
    update console_session set account = ${input.account}, visiting = ${input.visiting ? 1 : 0}
    where id = ${input.id} and ended_at is null`)
}

/** Ends one session of a person; false when there is none of this id. */
export function* endSession(input: { id: string; person: string; at: number }): Step<boolean> {
  return (
    (yield* run(sql`
    update console_session set ended_at = ${input.at}
    where id = ${input.id} and person = ${input.person} and ended_at is null`)) === 1
  )
}

/** Ends all sessions of a person but `except`. */
export function* endSessions(input: { person: string; except: string; at: number }): Step<void> {
  yield* run(sql`
    update console_session set ended_at = ${input.at}
    where person = ${input.person} and id <> ${input.except} and ended_at is null`)
}

/** The living sessions of a person, newest first. */
export function* sessionsOf(input: { person: string; at: number }): Step<Session[]> {
  return yield* all<Session>(sql`
    select * from console_session where person = ${input.person} and ended_at is null and expires_at > ${input.at}
      and seen_at > ${input.at - IDLE_MS} order by created_at desc, id`)
}

/** Deletes sessions that ran out before `before`, at most `limit`; how many. */
export function* purgeSessions(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`
    delete from console_session where id in (
      select id from console_session where expires_at < ${input.before} limit ${input.limit})`)
}
