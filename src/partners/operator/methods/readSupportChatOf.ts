import { Type } from 'typebox'
import { readSupport } from '../../support/chat.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** Marks messages of the support chat of an account as read. */
export const readSupportChatOf = operatorMethod({
  name: 'readSupportChatOf',
  verb: 'POST',
  group: 'operator-support',
  summary: 'Marks messages of the support chat of an account as read',
  body: Type.Object({
    account: Type.String({ maxLength: 64 }),
    seq: Type.Integer({ minimum: 1, description: 'The newest that was read.' }),
  }),
  reply: Type.Object({ read: Type.Integer() }),
  example: { body: { account: '01KAYW5A8R', seq: 1 }, reply: { read: 1 } },
  async run({ caller, body: { account, seq } }, { store, clock, bus }) {
    await store.write(readSupport, { account, person: caller.person.id, seq, at: clock.now() })
    bus.nudge('support', account)
    return { read: seq }
  },
})
