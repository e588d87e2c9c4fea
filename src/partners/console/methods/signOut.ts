import { Type } from 'typebox'
import { endSession } from '../../people/session.ts'
import { personMethod } from '../console-method.ts'
import { sessionCookie } from '../session-cookie.ts'

/** Ends the session that asks. */
export const signOut = personMethod({
  name: 'signOut',
  verb: 'POST',
  group: 'console-people',
  summary: 'Ends this session',
  reply: Type.Object({ signedOut: Type.Boolean() }),
  example: { reply: { signedOut: true } },
  async run({ caller: { session, person }, setHeader }, ports) {
    await ports.store.write(endSession, { id: session.id, person: person.id, at: ports.clock.now() })
    setHeader('Set-Cookie', sessionCookie('', ports))
    return { signedOut: true }
  },
})
