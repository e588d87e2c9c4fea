import { Type } from 'typebox'
import { supportMessages, supportState } from '../../support/chat.ts'
import { ChatView, MESSAGE_EXAMPLE, messageView, STATE_EXAMPLE } from '../../support/support-view.ts'
import { operatorMethod } from '../../console/console-method.ts'

/** The newest messages of the support chat of an account, and how far everybody has read. */
export const getSupportChatOf = operatorMethod({
  name: 'getSupportChatOf',
  verb: 'GET',
  group: 'operator-support',
  summary: 'The newest messages of the support chat of an account',
  query: Type.Object({
    account: Type.String({ maxLength: 64 }),
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'seq of a message: older ones come.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: ChatView,
  example: { query: { account: '01KAYW5A8R' }, reply: { state: STATE_EXAMPLE, messages: [MESSAGE_EXAMPLE] } },
  async run({ caller, query }, ports) {
    const account = query.account
    const { before, limit = 50 } = query
    const [state, rows] = await Promise.all([
      ports.store.read(supportState, { account, person: caller.person.id }),
      ports.store.read(supportMessages, { account, limit, ...(before === undefined ? {} : { before }) }),
    ])
    return { state, messages: rows.map((row) => messageView(row, ports)) }
  },
})
