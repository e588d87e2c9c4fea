import { Type } from 'typebox'
import { supportMessages, supportState } from '../../support/chat.ts'
import { ChatView, MESSAGE_EXAMPLE, messageView, STATE_EXAMPLE } from '../../support/support-view.ts'
import { accountMethod } from '../console-method.ts'

/** The newest messages of the support chat of the account, and how far everybody has read. */
export const getSupportChat = accountMethod({
  name: 'getSupportChat',
  verb: 'GET',
  role: 'member',
  group: 'console-support',
  summary: 'The newest messages of the support chat of the account',
  query: Type.Object({
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'seq of a message: older ones come.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: ChatView,
  example: { reply: { state: STATE_EXAMPLE, messages: [MESSAGE_EXAMPLE] } },
  async run({ caller, query }, ports) {
    const account = caller.account.id
    const { before, limit = 50 } = query
    const [state, rows] = await Promise.all([
      ports.store.read(supportState, { account, person: caller.person.id }),
      ports.store.read(supportMessages, { account, limit, ...(before === undefined ? {} : { before }) }),
    ])
    return { state, messages: rows.map((row) => messageView(row, ports)) }
  },
})
