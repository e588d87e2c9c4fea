import { Type } from 'typebox'
import { failure, Failure } from '../../../base/errors.ts'
import { MESSAGE_EXAMPLE, SupportFrame } from '../../support/support-view.ts'
import { watchChat } from '../../support/watching.ts'
import { accountMethod } from '../console-method.ts'

const socketNeeded = failure({
  code: 'supportSocketNeeded',
  status: 426,
  form: 'problem',
  sentence: 'This is a websocket: connect with ws:// or wss://.',
})

/** The support chat of the account live, by websocket: messages as they come, and how far everybody has read. */
export const watchSupportChat = accountMethod({
  name: 'watchSupportChat',
  verb: 'GET',
  role: 'member',
  group: 'console-support',
  summary: 'The support chat of the account live, by websocket',
  errors: [socketNeeded],
  query: Type.Object({
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Messages behind this seq come first.' })),
  }),
  reply: SupportFrame,
  example: { reply: { type: 'message', message: MESSAGE_EXAMPLE } },
  run: () => Promise.reject(new Failure(socketNeeded)),
  watch: ({ caller, query, signal }, ports) =>
    watchChat(ports, { account: caller.account.id, person: caller.person.id, after: query.after ?? 0 }, signal),
})
