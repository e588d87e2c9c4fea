import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { Email } from '../../console/session-view.ts'
import { switchCodes } from '../../people/codes.ts'
import { personByEmail, personUnknown, plainEmail } from '../../people/person.ts'

/** Switches codes at sign-in off for a person who has lost the authenticator. */
export const resetCodes = operatorMethod({
  name: 'resetCodes',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Switches codes off for a person who has lost the authenticator',
  errors: [personUnknown],
  body: Type.Object({ email: Email }),
  reply: Type.Object({ codes: Type.Boolean() }),
  example: { body: { email: 'ada@example.org' }, reply: { codes: false } },
  async run({ caller, body: { email } }, ports) {
    const person = await ports.store.read(personByEmail, { email: plainEmail(email) })
    if (!person) throw new Failure(personUnknown)
    await ports.store.write(switchCodes, { person: person.id, on: false, step: 0, deed: deedOf(caller, ports) })
    return { codes: false }
  },
})
