import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { personByEmail } from '../../people/person.ts'
import { codeNeeded, openConsole, proveCode, signInRefused, ticketHash } from '../../people/sign-in.ts'
import { readTicket, ticketUnknown } from '../../people/ticket.ts'
import { visitorMethod } from '../console-method.ts'
import { sessionCookie } from '../session-cookie.ts'
import { Code, SESSION_EXAMPLE, SessionView, TicketToken, viewOfToken } from '../session-view.ts'

/** Signs in by a one-time link that an operator's command printed. */
export const useSignInLink = visitorMethod({
  name: 'useSignInLink',
  verb: 'POST',
  group: 'console-people',
  summary: 'Signs in by a one-time link of `rookery operator sign-in`',
  errors: [ticketUnknown, signInRefused, codeNeeded],
  headers: ['user-agent'],
  body: Type.Object({ token: TicketToken, code: Type.Optional(Code) }),
  reply: SessionView,
  example: { body: { token: 'a'.repeat(64) }, reply: SESSION_EXAMPLE },
  async run({ body, client, headers, setHeader }, ports) {
    const ticket = { hash: ticketHash(ports, body.token), purpose: 'signIn' } as const
    const { email } = await ports.store.read(readTicket, { ...ticket, at: ports.clock.now() })
    const person = await ports.store.read(personByEmail, { email })
    if (!person) throw new Failure(ticketUnknown)
    await proveCode(ports, person, body.code)
    const { token } = await openConsole(ports, person, { client, agent: headers['user-agent'] ?? '', ticket })
    setHeader('Set-Cookie', sessionCookie(token, ports))
    return await viewOfToken(token, ports)
  },
})
