import { Type } from 'typebox'
import { issuePartnerToken as issue, rangeMalformed } from '../../partner-tokens.ts'
import { notPartner } from '../../tokens.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { tokenFields, TokenValue, TOKEN_VALUE_EXAMPLE } from '../token-view.ts'

const DAY = 24 * 3600 * 1000

/** Issues a further token; its value is answered here alone. */
export const issuePartnerToken = accountMethod({
  name: 'issuePartnerToken',
  verb: 'POST',
  role: 'owner',
  ownerAlone: true,
  group: 'console-tokens',
  summary: 'Issues a further partner token and shows its value once',
  errors: [notPartner, rangeMalformed],
  body: Type.Object({ ...tokenFields, days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })) }),
  reply: TokenValue,
  example: { body: { name: 'reports', writable: false, addresses: ['203.0.113.7'] }, reply: TOKEN_VALUE_EXAMPLE },
  async run({ caller, body }, ports) {
    const { days, ...wanted } = body
    const deed = deedOf(caller, ports)
    const { id, token } = await issue(ports, {
      account: caller.account.id,
      ...wanted,
      ...(days === undefined ? {} : { expiresAt: deed.at + days * DAY }),
      deed,
    })
    return { id, partnerToken: token, partnerApiUrl: ports.policy.addresses.apiUrl }
  },
})
