import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { signInPaused } from '../../people/guard.ts'
import { codeNeeded, emailUnconfirmed, openConsole, provePerson, signInRefused } from '../../people/sign-in.ts'
import { visitorMethod } from '../console-method.ts'
import { sessionCookie } from '../session-cookie.ts'
import { Code, Email, SESSION_EXAMPLE, SessionView, viewOfToken } from '../session-view.ts'

/** Opens a session: its token goes into a cookie that no script reads. */
export const signIn = visitorMethod({
  name: 'signIn',
  verb: 'POST',
  group: 'console-people',
  summary: 'Signs a person in',
  description:
    'Sets the session cookie and answers what getSession answers. Five failed attempts for one address, or thirty from ' +
    'one client, pause it for a quarter of an hour.',
  errors: [signInRefused, codeNeeded, emailUnconfirmed, signInPaused],
  headers: ['user-agent'],
  body: Type.Object({
    email: Email,
    password: Type.String({ minLength: 1, maxLength: 200 }),
    code: Type.Optional(Code),
  }),
  reply: SessionView,
  example: { body: { email: 'ada@example.org', password: 'a long sentence' }, reply: SESSION_EXAMPLE },
  async run({ body, client, headers, setHeader }, ports) {
    const person = await provePerson(ports, body, client)
    if (person.confirmed_at === null) throw new Failure(emailUnconfirmed)
    const { token } = await openConsole(ports, person, { client, agent: headers['user-agent'] ?? '' })
    setHeader('Set-Cookie', sessionCookie(token, ports))
    return await viewOfToken(token, ports)
  },
})
