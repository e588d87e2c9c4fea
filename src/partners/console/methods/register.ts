import { Type } from 'typebox'
import { passwordWeak, PASSWORD_LENGTH } from '../../people/password.ts'
import { mailUnavailable, register as registerPerson } from '../../people/registering.ts'
import { visitorMethod } from '../console-method.ts'
import { Email, LocaleWord, PersonName } from '../session-view.ts'

/** Registers a person with an account of their own. */
export const register = visitorMethod({
  name: 'register',
  verb: 'POST',
  group: 'console-people',
  summary: 'Registers a person with an account of their own',
  description:
    'A letter confirms the address; the answer does not tell whether it was known. Use an address of the company, not ' +
    'of a person who may leave it: whoever reads its letters can take the account over.',
  rate: { perSecond: 0.1, burst: 30 },
  errors: [mailUnavailable, passwordWeak],
  body: Type.Object({
    email: Email,
    password: Type.String(PASSWORD_LENGTH),
    name: PersonName,
    accountName: Type.String({ minLength: 1, maxLength: 100 }),
    locale: Type.Optional(LocaleWord),
  }),
  reply: Type.Object({ sent: Type.Boolean() }),
  example: {
    body: { email: 'office@example.org', password: 'a long sentence', name: 'Ada', accountName: 'Example' },
    reply: { sent: true },
  },
  async run({ body }, ports) {
    await registerPerson(ports, { ...body, locale: body.locale ?? 'en' })
    return { sent: true }
  },
})
