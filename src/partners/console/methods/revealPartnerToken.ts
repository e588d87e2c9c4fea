import { Type } from 'typebox'
import { signInPaused } from '../../people/guard.ts'
import { codeNeeded, provePerson, signInRefused } from '../../people/sign-in.ts'
import { readPartnerToken } from '../../partner-tokens.ts'
import { revealToken, tokenRevealed, tokenUnknown } from '../../tokens.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { Code } from '../session-view.ts'
import { TokenId, TokenValue, TOKEN_VALUE_EXAMPLE } from '../token-view.ts'

/** Shows the value of a token that the operator issued: once, to the owner, audited. */
export const revealPartnerToken = accountMethod({
  name: 'revealPartnerToken',
  verb: 'POST',
  role: 'owner',
  ownerAlone: true,
  group: 'console-tokens',
  summary: 'Shows the value of a partner token, once',
  errors: [tokenUnknown, tokenRevealed, signInRefused, signInPaused, codeNeeded],
  body: Type.Object({
    id: TokenId,
    password: Type.String({ minLength: 1, maxLength: 200 }),
    code: Type.Optional(Code),
  }),
  reply: TokenValue,
  example: { body: { id: '01KAYW5A8W', password: 'a long sentence' }, reply: TOKEN_VALUE_EXAMPLE },
  async run({ caller, body }, ports) {
    const { id, password, code } = body
    await provePerson(ports, { email: caller.person.email, password, code }, caller.client)
    const row = await ports.store.write(revealToken, { id, account: caller.account.id, deed: deedOf(caller, ports) })
    return { id, partnerToken: readPartnerToken(row, ports), partnerApiUrl: ports.policy.addresses.apiUrl }
  },
})
