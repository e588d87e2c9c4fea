import { Type } from 'typebox'
import { PhoneNumber } from '../../contract/schema.ts'
import { isUsed, linkMethod } from '../link-method.ts'
import { phoneCode } from '../phone-code.ts'

/** The phone code of a one-time page: `getAuthorizationCode` under a link token. */
export const linkCode = linkMethod({
  name: 'linkCode',
  verb: 'POST',
  group: 'account',
  origin: 'ours',
  summary: 'Code for linking by phone number, on a one-time link page',
  rate: { perSecond: 0.5, burst: 5 },
  bodyType: 'json',
  body: Type.Object({ phoneNumber: PhoneNumber }),
  reply: Type.Object({
    status: Type.Boolean(),
    code: Type.String({ description: '8 characters; "" when there is none.' }),
  }),
  example: { body: { phoneNumber: 15550104477 }, reply: { status: true, code: 'AB12CD34' } },
  async run({ caller, body, signal }, ports) {
    const code = isUsed(caller)
      ? undefined
      : await phoneCode(ports, caller.instance.id, String(body.phoneNumber), signal)
    return code === undefined ? { status: false, code: '' } : { status: true, code }
  },
})
