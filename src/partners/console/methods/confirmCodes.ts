import { Type } from 'typebox'
import { Failure } from '../../../base/errors.ts'
import { switchCodes } from '../../people/codes.ts'
import { signInRefused } from '../../people/sign-in.ts'
import { totpSeal } from '../../people/totp-seal.ts'
import { stepOf } from '../../people/totp.ts'
import { deedOf, personMethod } from '../console-method.ts'
import { Code } from '../session-view.ts'

/** The authenticator works: from now on sign-in asks for its codes. */
export const confirmCodes = personMethod({
  name: 'confirmCodes',
  verb: 'POST',
  group: 'console-people',
  summary: 'Switches codes at sign-in on, by a code of the new authenticator',
  rate: { perSecond: 0.2, burst: 5 },
  errors: [signInRefused],
  body: Type.Object({ code: Code }),
  reply: Type.Object({ codes: Type.Boolean() }),
  example: { body: { code: '123456' }, reply: { codes: true } },
  async run({ caller, body }, ports) {
    const { person } = caller
    if (person.totp_on_at !== null || !person.totp_sealed) throw new Failure(signInRefused)
    const secret = ports.keyring.open(person.totp_sealed, totpSeal(person.id)).toString()
    const step = stepOf(secret, body.code, ports.clock.now())
    if (step === undefined) throw new Failure(signInRefused)
    await ports.store.write(switchCodes, { person: person.id, on: true, step, deed: deedOf(caller, ports) })
    return { codes: true }
  },
})
