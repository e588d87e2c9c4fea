import { Type } from 'typebox'
import { sealLetter } from '../../../mail/outbox.ts'
import { changePassword as change } from '../../people/entering.ts'
import { signInPaused } from '../../people/guard.ts'
import { consoleLink, letter } from '../../people/letters.ts'
import { hashPassword, passwordWeak, PASSWORD_LENGTH } from '../../people/password.ts'
import { codeNeeded, provePerson, signInRefused } from '../../people/sign-in.ts'
import { deedOf, personMethod } from '../console-method.ts'
import { Code } from '../session-view.ts'

/** Changes the password; every other session ends and a letter tells of it. */
export const changePassword = personMethod({
  name: 'changePassword',
  verb: 'POST',
  group: 'console-people',
  summary: 'Changes the password; ends every other session',
  errors: [signInRefused, signInPaused, codeNeeded, passwordWeak],
  body: Type.Object({
    password: Type.String({ minLength: 1, maxLength: 200, description: 'The present one.' }),
    newPassword: Type.String(PASSWORD_LENGTH),
    code: Type.Optional(Code),
  }),
  reply: Type.Object({ changed: Type.Boolean() }),
  example: { body: { password: 'a long sentence', newPassword: 'another sentence' }, reply: { changed: true } },
  async run({ caller, body }, ports) {
    const { person, session, client } = caller
    await provePerson(ports, { ...body, email: person.email }, client)
    const passwordHash = await hashPassword(body.newPassword, person)
    const deed = deedOf(caller, ports)
    const told = letter('passwordChanged', person, { link: consoleLink(ports, 'forgot') })
    await ports.store.write(change, {
      person: person.id,
      passwordHash,
      keep: session.id,
      ...(ports.policy.mail ? { letter: sealLetter(ports.keyring, told, deed.at) } : {}),
      deed,
    })
    ports.bus.nudge('mail', 'all')
    return { changed: true }
  },
})
