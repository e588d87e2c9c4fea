import { Type } from 'typebox'
import { findAccount } from '../../accounts.ts'
import { personByEmail } from '../../people/person.ts'
import { ticketHash } from '../../people/sign-in.ts'
import { readTicket, ticketUnknown } from '../../people/ticket.ts'
import { visitorMethod } from '../console-method.ts'
import { TicketToken } from '../session-view.ts'

/** What an invitation offers, before it is taken. */
export const readInvitation = visitorMethod({
  name: 'readInvitation',
  verb: 'POST',
  group: 'console-people',
  summary: 'What an invitation offers',
  errors: [ticketUnknown],
  body: Type.Object({ token: TicketToken }),
  reply: Type.Object({
    email: Type.String(),
    account: Type.Union([Type.String(), Type.Null()], { description: 'Name of the account; null for operators.' }),
    role: Type.String(),
    known: Type.Boolean({ description: 'Whether the address is somebody’s: then their password is asked for.' }),
  }),
  example: {
    body: { token: 'a'.repeat(64) },
    reply: { email: 'ada@example.org', account: 'Example', role: 'member', known: false },
  },
  async run({ body }, ports) {
    const { store, clock } = ports
    const ticket = await store.read(readTicket, {
      hash: ticketHash(ports, body.token),
      purpose: 'invite',
      at: clock.now(),
    })
    const [person, account] = await Promise.all([
      store.read(personByEmail, { email: ticket.email }),
      ticket.account === null ? undefined : store.read(findAccount, { id: ticket.account }),
    ])
    const known = person !== undefined && person.confirmed_at !== null
    return { email: ticket.email, account: account?.name ?? null, role: ticket.role, known }
  },
})
