import { Type } from 'typebox'
import { rotatePartnerToken as rotate } from '../../partner-tokens.ts'
import { tokenUnknown } from '../../tokens.ts'
import { accountMethod, deedOf } from '../console-method.ts'
import { TokenId, TokenValue, TOKEN_VALUE_EXAMPLE } from '../token-view.ts'

const HOUR = 3600 * 1000

/** Puts a new token in the place of another; both work for the overlap. */
export const rotatePartnerToken = accountMethod({
  name: 'rotatePartnerToken',
  verb: 'POST',
  role: 'owner',
  ownerAlone: true,
  group: 'console-tokens',
  summary: 'Replaces a partner token and shows the new value once',
  errors: [tokenUnknown],
  body: Type.Object({
    id: TokenId,
    overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 * 30, description: '24 when absent.' })),
  }),
  reply: TokenValue,
  example: { body: { id: '01KAYW5A8W', overlapHours: 48 }, reply: TOKEN_VALUE_EXAMPLE },
  async run({ caller, body }, ports) {
    const overlapMs = (body.overlapHours ?? 24) * HOUR
    const account = caller.account.id
    const { id, token } = await rotate(ports, { id: body.id, account, overlapMs, deed: deedOf(caller, ports) })
    return { id, partnerToken: token, partnerApiUrl: ports.policy.addresses.apiUrl }
  },
})
