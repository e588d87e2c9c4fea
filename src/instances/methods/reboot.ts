import { Type } from 'typebox'
import { wish } from '../wish.ts'
import { instanceMethod } from '../instance-method.ts'

/** Restarts the session and keeps the authorization; the work goes on after the answer. */
export const reboot = instanceMethod({
  name: 'reboot',
  verb: 'GET',
  group: 'account',
  summary: 'Restarts the instance',
  rate: { perSecond: 1 },
  reply: Type.Object({ isReboot: Type.Boolean() }),
  example: { reply: { isReboot: true } },
  async run({ caller }, ports) {
    await wish(ports, caller.id, 'reboot')
    return { isReboot: true }
  },
})
