import { Type } from 'typebox'
import { revokeToken, tokenUnknown } from '../../tokens.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { TokenId } from '../token-view.ts'

/** Ends a token at once. */
export const revokePartnerToken = accountMethod({
  name: 'revokePartnerToken',
  verb: 'POST',
  role: 'owner',
  whileStopped: true,
  group: 'console-tokens',
  summary: 'Ends a partner token at once',
  errors: [tokenUnknown],
  body: Type.Object({ id: TokenId }),
  reply: Type.Object({ revoked: Type.Boolean() }),
  example: { body: { id: '01KAYW5A8W' }, reply: { revoked: true } },
  async run({ caller, body: { id } }, ports) {
    await ports.store.write(revokeToken, { id, account: caller.account.id, deed: deedOf(caller, ports) })
    return { revoked: true }
  },
})
