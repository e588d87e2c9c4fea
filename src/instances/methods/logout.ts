import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'
import { wish } from '../wish.ts'

/** Unlinks the device; true also when there is none. The outgoing queue stays for the next authorization. */
export const logout = instanceMethod({
  name: 'logout',
  verb: 'GET',
  group: 'account',
  summary: 'Signs the account out',
  rate: { perSecond: 1 },
  requires: 'settled',
  reply: Type.Object({ isLogout: Type.Boolean() }),
  example: { reply: { isLogout: true } },
  async run({ caller }, ports) {
    await wish(ports, caller.id, 'logout')
    return { isLogout: true }
  },
})
