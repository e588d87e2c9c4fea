import { Type } from 'typebox'
import { accountUnknown, enrolPartner } from '../../accounts.ts'
import { deedOf, operatorMethod } from '../../console/console-method.ts'
import { TokenId } from '../../console/token-view.ts'
import { issuePartnerToken, tokenMalformed } from '../../partner-tokens.ts'
import { tokenTaken } from '../../tokens.ts'

/** Makes an account a partner and issues its first token, which the owner reveals in the profile. */
export const enrolAccount = operatorMethod({
  name: 'enrolAccount',
  verb: 'POST',
  group: 'operator-accounts',
  summary: 'Makes an account a partner and issues its first token',
  description:
    'The owner reveals the value once in the profile; it is told by no chat and no mail. A partner who moves in keeps ' +
    'the value it has (`value`). Instances of other plans keep their plan.',
  errors: [accountUnknown, tokenMalformed, tokenTaken],
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    value: Type.Optional(Type.String({ maxLength: 80, description: 'A token the partner has already: `gac.…`.' })),
  }),
  reply: Type.Object({ account: Type.String(), token: TokenId }),
  example: { body: { account: '01KAYW5A8R' }, reply: { account: '01KAYW5A8R', token: '01KAYW5A8W' } },
  async run({ caller, body: { account, value } }, ports) {
    await ports.store.write(enrolPartner, { id: account, deed: deedOf(caller, ports) })
    const { id } = await issuePartnerToken(ports, {
      account,
      name: 'first',
      revealed: value !== undefined,
      ...(value === undefined ? {} : { value }),
      deed: deedOf(caller, ports),
    })
    return { account, token: id }
  },
})
