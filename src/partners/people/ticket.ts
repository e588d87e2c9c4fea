import { writeAudit, type Deed } from '../../audit/audit.ts'
import { failure, Failure } from '../../base/errors.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import type { MemberRole } from './membership.ts'

/** What a link is good for, once. */
export type TicketPurpose = 'confirm' | 'reset' | 'invite' | 'signIn'

/** A one-time link: found by the keyed hash of its token, which stands in the link alone. */
export interface Ticket {
  token_hash: string
  purpose: TicketPurpose
  /** Whose it is, when they are known. */
  person: string | null
  /** The account it leads into (invitations). */
  account: string | null
  role: MemberRole | 'operator' | ''
  email: string
  /** Actor who made it. */
  made_by: string
  created_at: number
  expires_at: number
  used_at: number | null
}

export const ticketUnknown = failure({
  code: 'ticketUnknown',
  status: 410,
  form: 'problem',
  sentence: 'This link was used, has expired or never existed. Ask for a new one.',
})

/** Adds a ticket; of one purpose, person and address the newest alone counts. */
export function* addTicket(ticket: Omit<Ticket, 'used_at'>): Step<void> {
  yield* run(sql`
    update ticket set used_at = ${ticket.created_at} where purpose = ${ticket.purpose} and email = ${ticket.email}
      and coalesce(account, '') = ${ticket.account ?? ''} and used_at is null`)
  yield* run(sql`
    insert into ticket (token_hash, purpose, person, account, role, email, made_by, created_at, expires_at)
    values (${ticket.token_hash}, ${ticket.purpose}, ${ticket.person}, ${ticket.account}, ${ticket.role},
      ${ticket.email}, ${ticket.made_by}, ${ticket.created_at}, ${ticket.expires_at})`)
}

/** The same for a link that signs a person in, on the record: whoever holds it is that person. */
export function* addSignIn({ ticket, deed }: { ticket: Omit<Ticket, 'used_at'>; deed: Deed }): Step<void> {
  yield* addTicket(ticket)
  yield* writeAudit({ ...deed, account: null, action: 'signInLinkMade', subject: `person/${ticket.person}` })
}

/** A ticket that still opens something. Throws `ticketUnknown`. */
export function* readTicket(input: { hash: string; purpose: TicketPurpose; at: number }): Step<Ticket> {
  const ticket = yield* one<Ticket>(sql`select * from ticket where token_hash = ${input.hash}`)
  if (!ticket || ticket.purpose !== input.purpose || ticket.used_at !== null || ticket.expires_at <= input.at)
    throw new Failure(ticketUnknown)
  return ticket
}

/** Uses a ticket up. Throws `ticketUnknown`, also when somebody else was quicker. */
export function* takeTicket(input: { hash: string; purpose: TicketPurpose; at: number }): Step<Ticket> {
  const ticket = yield* readTicket(input)
  const taken = yield* run(sql`
    update ticket set used_at = ${input.at} where token_hash = ${input.hash} and used_at is null`)
  if (taken === 0) throw new Failure(ticketUnknown)
  return ticket
}

/** Withdraws the invitation of an address into an account. Throws `ticketUnknown`. */
export function* withdrawInvitation(input: { account: string; email: string; at: number }): Step<void> {
  const withdrawn = yield* run(sql`
    update ticket set used_at = ${input.at} where purpose = 'invite' and account = ${input.account}
      and email = ${input.email} and used_at is null`)
  if (withdrawn === 0) throw new Failure(ticketUnknown)
}

/** Invitations into an account that can still be taken, newest first. */
export function* invitationsOf(input: { account: string; at: number }): Step<Ticket[]> {
  return yield* all<Ticket>(sql`
    select * from ticket where account = ${input.account} and purpose = 'invite' and used_at is null
      and expires_at > ${input.at} order by created_at desc, email`)
}

/** Deletes tickets that ran out before `before`, at most `limit`; how many. */
export function* purgeTickets(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`
    delete from ticket where token_hash in (
      select token_hash from ticket where expires_at < ${input.before} limit ${input.limit})`)
}
