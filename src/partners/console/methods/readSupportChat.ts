import { Type } from 'typebox'
import { readSupport } from '../../support/chat.ts'
import { accountMethod } from '../console-method.ts'

/** Marks messages of the support chat of the account as read. */
export const readSupportChat = accountMethod({
  name: 'readSupportChat',
  verb: 'POST',
  role: 'member',
  whileStopped: true,
  group: 'console-support',
  summary: 'Marks messages of the support chat of the account as read',
  body: Type.Object({
    seq: Type.Integer({ minimum: 1, description: 'The newest that was read.' }),
  }),
  reply: Type.Object({ read: Type.Integer() }),
  example: { body: { seq: 1 }, reply: { read: 1 } },
  async run({ caller, body: { seq } }, { store, clock, bus }) {
    const account = caller.account.id
    await store.write(readSupport, { account, person: caller.person.id, seq, at: clock.now() })
    bus.nudge('support', account)
    return { read: seq }
  },
})
