import { Type } from 'typebox'
import { mintId } from '../../../base/ids.ts'
import { acceptInvitation as accept } from '../../people/entering.ts'
import { signInPaused } from '../../people/guard.ts'
import { hashPassword, passwordWeak } from '../../people/password.ts'
import { personByEmail, type NewPerson } from '../../people/person.ts'
import { codeNeeded, openConsole, provePerson, signInRefused, ticketHash } from '../../people/sign-in.ts'
import { readTicket, ticketUnknown } from '../../people/ticket.ts'
import { visitorMethod } from '../console-method.ts'
import { sessionCookie } from '../session-cookie.ts'
import {
  Code,
  LocaleWord,
  PersonName,
  SESSION_EXAMPLE,
  SessionView,
  TicketToken,
  viewOfToken,
} from '../session-view.ts'

/** Takes an invitation and signs in; whoever is known proves it, whoever is not chooses a password. */
export const acceptInvitation = visitorMethod({
  name: 'acceptInvitation',
  verb: 'POST',
  group: 'console-people',
  summary: 'Takes an invitation, and signs in',
  errors: [ticketUnknown, signInRefused, codeNeeded, signInPaused, passwordWeak],
  headers: ['user-agent'],
  body: Type.Object({
    token: TicketToken,
    password: Type.String({ minLength: 10, maxLength: 200, description: 'A new one, or the one of a known person.' }),
    name: Type.Optional(PersonName),
    locale: Type.Optional(LocaleWord),
    code: Type.Optional(Code),
  }),
  reply: SessionView,
  example: { body: { token: 'a'.repeat(64), password: 'a long sentence', name: 'Ada' }, reply: SESSION_EXAMPLE },
  async run({ body, client, headers, setHeader }, ports) {
    const { store, clock } = ports
    const at = clock.now()
    const hash = ticketHash(ports, body.token)
    const { email } = await store.read(readTicket, { hash, purpose: 'invite', at })
    const known = await store.read(personByEmail, { email })
    let fresh: NewPerson | null = null
    if (known && known.confirmed_at !== null) await provePerson(ports, { ...body, email }, client)
    else {
      const name = body.name ?? email
      const passwordHash = await hashPassword(body.password, { email, name: body.name ?? '' })
      const locale = body.locale ?? 'en'
      fresh = { id: mintId(at), email, name, locale, passwordHash, confirmed: true, operator: false, at }
    }
    const deed = { id: mintId(at), actor: 'system', at }
    const id = await store.write(accept, { hash, fresh, deed })
    const { token } = await openConsole(ports, { id }, { client, agent: headers['user-agent'] ?? '' })
    setHeader('Set-Cookie', sessionCookie(token, ports))
    return await viewOfToken(token, ports)
  },
})
