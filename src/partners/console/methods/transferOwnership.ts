import { Type } from 'typebox'
import { signInPaused } from '../../people/guard.ts'
import { notMember, transferOwnership as transfer } from '../../people/membership.ts'
import { codeNeeded, provePerson, signInRefused } from '../../people/sign-in.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { Code } from '../session-view.ts'

/** Makes a member the owner; who asks becomes a member. Needs the password. */
export const transferOwnership = accountMethod({
  name: 'transferOwnership',
  verb: 'POST',
  role: 'owner',
  ownerAlone: true,
  group: 'console-account',
  summary: 'Makes a member the owner of the account',
  errors: [notMember, signInRefused, codeNeeded, signInPaused],
  body: Type.Object({
    person: Type.String({ maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    code: Type.Optional(Code),
  }),
  reply: Type.Object({ owner: Type.String() }),
  example: { body: { person: '01KAYW5A8T', password: 'a long sentence' }, reply: { owner: '01KAYW5A8T' } },
  async run({ caller, body }, ports) {
    const { person, code, password } = body
    await provePerson(ports, { email: caller.person.email, password, code }, caller.client)
    await ports.store.write(transfer, { account: caller.account.id, to: person, deed: deedOf(caller, ports) })
    return { owner: person }
  },
})
