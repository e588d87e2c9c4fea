import { Type } from 'typebox'
import { failure, Failure } from '../../../base/errors.ts'
import { MESSAGE_EXAMPLE, SupportFrame } from '../../support/support-view.ts'
import { watchChat } from '../../support/watching.ts'
import { operatorMethod } from '../../console/console-method.ts'

const socketNeeded = failure({
  code: 'supportSocketNeededOf',
  status: 426,
  form: 'problem',
  sentence: 'This is a websocket: connect with ws:// or wss://.',
})

/** The support chat of an account live, by websocket: messages as they come, and how far everybody has read. */
export const watchSupportChatOf = operatorMethod({
  name: 'watchSupportChatOf',
  verb: 'GET',
  group: 'operator-support',
  summary: 'The support chat of an account live, by websocket',
  errors: [socketNeeded],
  query: Type.Object({
    account: Type.String({ maxLength: 64 }),
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'Messages behind this seq come first.' })),
  }),
  reply: SupportFrame,
  example: { query: { account: '01KAYW5A8R' }, reply: { type: 'message', message: MESSAGE_EXAMPLE } },
  run: () => Promise.reject(new Failure(socketNeeded)),
  watch: ({ caller, query, signal }, ports) =>
    watchChat(ports, { account: query.account, person: caller.person.id, after: query.after ?? 0 }, signal),
})
