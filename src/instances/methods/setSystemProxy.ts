import { Type } from 'typebox'
import { instanceMethod } from '../instance-method.ts'

/** Obsolete: answers and does nothing (account.md section 8). */
export const setSystemProxy = instanceMethod({
  name: 'setSystemProxy',
  verb: 'GET',
  group: 'account',
  summary: 'Obsolete, does nothing',
  deprecated: true,
  rate: { perSecond: 50 },
  reply: Type.Object({ setSystemProxy: Type.Boolean() }),
  example: { reply: { setSystemProxy: true } },
  run: () => Promise.resolve({ setSystemProxy: true }),
})
