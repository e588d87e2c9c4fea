import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { signInPaused } from '../../people/guard.ts'
import { codeNeeded, openConsole, provePerson, signInRefused, ticketHash } from '../../people/sign-in.ts'
import { readTicket, ticketUnknown } from '../../people/ticket.ts'
import { visitorMethod } from '../console-method.ts'
import { sessionCookie } from '../session-cookie.ts'
import { Code, SESSION_EXAMPLE, SessionView, TicketToken, viewOfToken } from '../session-view.ts'

/** Confirms an address and signs in: who confirms must know the password, so nobody confirms another's registration. */
export const confirmEmail = visitorMethod({
  name: 'confirmEmail',
  verb: 'POST',
  group: 'console-people',
  summary: 'Confirms an address by the link of its letter, and signs in',
  errors: [ticketUnknown, signInRefused, codeNeeded, signInPaused],
  headers: ['user-agent'],
  body: Type.Object({
    token: TicketToken,
    password: Type.String({ minLength: 1, maxLength: 200 }),
    code: Type.Optional(Code),
  }),
  reply: SessionView,
  example: { body: { token: 'a'.repeat(64), password: 'a long sentence' }, reply: SESSION_EXAMPLE },
  async run({ body, client, headers, setHeader }, ports) {
    const hash = ticketHash(ports, body.token)
    const { email } = await ports.store.read(readTicket, { hash, purpose: 'confirm', at: ports.clock.now() })
    const person = await provePerson(ports, { ...body, email }, client)
    if (person.email !== email) throw new Failure(signInRefused)
    const ticket = { hash, purpose: 'confirm' } as const
    const { token } = await openConsole(ports, person, { client, agent: headers['user-agent'] ?? '', ticket })
    setHeader('Set-Cookie', sessionCookie(token, ports))
    return await viewOfToken(token, ports)
  },
})
