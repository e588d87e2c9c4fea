import { writeAudit, type Deed } from '../../audit/audit.ts'
import { addMail, type SealedLetter } from '../../mail/outbox.ts'
import { Failure } from '../../base/errors.ts'
import { run, sql, type Step } from '../../store/port/operation.ts'
import { createAccount } from '../accounts.ts'
import { addMember } from './membership.ts'
import { addPerson, confirmPerson, personByEmail, personById, setPasswordHash, type NewPerson } from './person.ts'
import { clearGuard } from './guard.ts'
import { makeOperator } from './operator-role.ts'
import { endSessions, openSession, type NewSession } from './session.ts'
import { addTicket, takeTicket, ticketUnknown, type Ticket } from './ticket.ts'
import type { NewTicket } from './tickets.ts'

/** A ticket and the letter that carries it, in one commit. */
export function* mailTicket(input: { ticket: NewTicket; letter: SealedLetter | null }): Step<void> {
  yield* addTicket(input.ticket)
  if (input.letter) yield* addMail(input.letter)
}

/**
 * Registers a person with an account of their own, to be confirmed by the letter. Registering again before that
 * replaces the name and the password: until the address is confirmed it is nobody's. False when it is somebody's.
 */
export function* registerPerson(input: {
  person: NewPerson
  account: { id: string; name: string }
  ticket: NewTicket
  letter: SealedLetter
  deed: Deed
}): Step<boolean> {
  const { person, account, deed } = input
  if (yield* addPerson(person)) {
    yield* createAccount({ ...account, kind: 'standard', at: deed.at })
    yield* addMember({ account: account.id, person: person.id, role: 'owner', deed })
  } else {
    const known = yield* personByEmail({ email: person.email })
    if (!known || known.confirmed_at !== null) return false
    yield* setPasswordHash({ id: known.id, passwordHash: person.passwordHash })
    yield* run(sql`update person set name = ${person.name}, locale = ${person.locale} where id = ${known.id}`)
  }
  yield* mailTicket(input)
  return true
}

/** Opens a session of somebody who has proved who they are; a ticket is used up with it and confirms the address. */
export function* enter(input: {
  session: NewSession
  ticket?: { hash: string; purpose: 'confirm' | 'signIn' }
  deed: Deed
}): Step<void> {
  const { session, ticket, deed } = input
  const person = yield* personById({ id: session.person })
  if (!person) throw new Failure(ticketUnknown)
  if (ticket) {
    const taken = yield* takeTicket({ ...ticket, at: deed.at })
    if (taken.email !== person.email) throw new Failure(ticketUnknown)
    yield* confirmPerson({ id: person.id, at: deed.at })
  }
  yield* clearGuard({ email: person.email })
  yield* openSession(session)
  yield* writeAudit({
    ...deed,
    account: null,
    action: 'signedIn',
    subject: `person/${person.id}`,
    detail: { client: session.remote, session: session.id, by: ticket?.purpose ?? 'password' },
  })
}

/** Sets the password that a reset letter allows: the address is proved, every session ends. Throws `ticketUnknown`. */
export function* resetPassword(input: { hash: string; passwordHash: string; deed: Deed }): Step<void> {
  const { hash, passwordHash, deed } = input
  const ticket = yield* takeTicket({ hash, purpose: 'reset', at: deed.at })
  const person = yield* personByEmail({ email: ticket.email })
  if (!person) throw new Failure(ticketUnknown)
  yield* confirmPerson({ id: person.id, at: deed.at })
  yield* changePassword({ person: person.id, passwordHash, keep: '', deed: { ...deed, actor: `person/${person.id}` } })
  yield* clearGuard({ email: person.email })
}

/** Sets a password; every session but `keep` ends. */
export function* changePassword(input: {
  person: string
  passwordHash: string
  keep: string
  letter?: SealedLetter
  deed: Deed
}): Step<void> {
  const { person, passwordHash, keep, deed } = input
  yield* setPasswordHash({ id: person, passwordHash })
  yield* endSessions({ person, except: keep, at: deed.at })
  if (input.letter) yield* addMail(input.letter)
  yield* writeAudit({ ...deed, account: null, action: 'passwordChanged', subject: `person/${person}` })
}

/**
 * Takes an invitation: a new person is added, a known one let in. The ticket's address is theirs by having read the
 * letter. Throws `ticketUnknown`. Answers with the person.
 */
export function* acceptInvitation(input: { hash: string; fresh: NewPerson | null; deed: Deed }): Step<string> {
  const { hash, fresh, deed } = input
  const ticket = yield* takeTicket({ hash, purpose: 'invite', at: deed.at })
  const added = fresh !== null && (yield* addPerson({ ...fresh, email: ticket.email }))
  const person = yield* personByEmail({ email: ticket.email })
  if (!person) throw new Failure(ticketUnknown)
  // whoever registered the address without proving it does not keep a password to it
  if (fresh && !added && person.confirmed_at === null)
    yield* setPasswordHash({ id: person.id, passwordHash: fresh.passwordHash })
  yield* confirmPerson({ id: person.id, at: deed.at })
  yield* grant(ticket, person.id, { ...deed, actor: `person/${person.id}` })
  return person.id
}

function* grant(ticket: Ticket, person: string, deed: Deed): Step<void> {
  if (ticket.role === 'operator') {
    yield* makeOperator({ id: person, deed })
  } else if (ticket.account !== null && ticket.role !== '')
    yield* addMember({ account: ticket.account, person, role: ticket.role, deed })
}
