import { Type } from 'typebox'
import { PhoneNumber } from '../../contract/schema.ts'
import { instanceMethod } from '../instance-method.ts'
import { phoneCode } from '../phone-code.ts'

/** A code to link by phone number; `status: false` when none could be had (account.md section 6). */
export const getAuthorizationCode = instanceMethod({
  name: 'getAuthorizationCode',
  verb: 'POST',
  group: 'account',
  summary: 'Code for linking by phone number',
  description: 'The owner types it on the phone under linked devices, within about two and a half minutes.',
  rate: { perSecond: 50 },
  requires: 'settled',
  bodyType: 'json',
  body: Type.Object({ phoneNumber: PhoneNumber }),
  reply: Type.Object({
    status: Type.Boolean(),
    code: Type.String({ description: '8 characters; "" when there is none.' }),
  }),
  example: { body: { phoneNumber: 15550104477 }, reply: { status: true, code: 'AB12CD34' } },
  async run({ caller, body, signal }, ports) {
    const code = await phoneCode(ports, caller.id, String(body.phoneNumber), signal)
    return code === undefined ? { status: false, code: '' } : { status: true, code }
  },
})
