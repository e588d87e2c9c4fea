import { Type } from 'typebox'
import { switchCodes } from '../../people/codes.ts'
import { signInPaused } from '../../people/guard.ts'
import { codeNeeded, provePerson, signInRefused } from '../../people/sign-in.ts'
import { deedOf, personMethod } from '../console-method.ts'
import { Code } from '../session-view.ts'

/** Switches codes off; needs the password and a code. */
export const stopCodes = personMethod({
  name: 'stopCodes',
  verb: 'POST',
  group: 'console-people',
  summary: 'Switches codes at sign-in off',
  errors: [signInRefused, codeNeeded, signInPaused],
  body: Type.Object({ password: Type.String({ minLength: 1, maxLength: 200 }), code: Type.Optional(Code) }),
  reply: Type.Object({ codes: Type.Boolean() }),
  example: { body: { password: 'a long sentence', code: '123456' }, reply: { codes: false } },
  async run({ caller, body }, ports) {
    await provePerson(ports, { ...body, email: caller.person.email }, caller.client)
    const deed = deedOf(caller, ports)
    await ports.store.write(switchCodes, { person: caller.person.id, on: false, step: 0, deed })
    return { codes: false }
  },
})
