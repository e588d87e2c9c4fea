import { Type } from 'typebox'
import { failure, Failure } from '../../../base/errors.ts'
import { offerTotp } from '../../people/person.ts'
import { totpSeal } from '../../people/totp-seal.ts'
import { newTotp } from '../../people/totp.ts'
import { personMethod } from '../console-method.ts'

export const codesOn = failure({
  code: 'codesOn',
  status: 409,
  form: 'problem',
  sentence: 'Sign-in asks for codes already: switch them off before setting up another authenticator.',
})

/** A secret for an authenticator; codes are asked for once `confirmCodes` has seen one. */
export const offerCodes = personMethod({
  name: 'offerCodes',
  verb: 'POST',
  group: 'console-people',
  summary: 'A secret for an authenticator (TOTP)',
  errors: [codesOn],
  reply: Type.Object({
    secret: Type.String(),
    uri: Type.String({ description: 'otpauth:// address, to be shown as a QR.' }),
  }),
  example: {
    reply: { secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Rookery:ada%40example.org?secret=JBSWY3DPEHPK3PXP' },
  },
  async run({ caller: { person } }, { store, keyring }) {
    if (person.totp_on_at !== null) throw new Failure(codesOn)
    const offer = newTotp(person.email)
    await store.write(offerTotp, {
      id: person.id,
      sealed: keyring.seal(Buffer.from(offer.secret), totpSeal(person.id)),
    })
    return offer
  },
})
