import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { EmptyBody, MessageId } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { readMessage } from '../journals/read.ts'
import type { Draft } from '../outgoing/draft.ts'
import { accepting } from './accepting.ts'

/** There is no own status with this id (statuses.json, deleteStatus). */
export const statusNotFound = failure({
  code: 'statusNotFound',
  status: 400,
  form: 'validation',
  sentence: 'ID message notfound',
})

export const deleteStatus = instanceMethod({
  name: 'deleteStatus',
  verb: 'POST',
  group: 'statuses',
  summary: 'Remove an own status',
  description: 'Answers with an empty body when the removal is queued; it reaches everybody who has the status.',
  rate: { perSecond: 10 },
  requires: 'authorized',
  bodyType: 'json',
  errors: [statusNotFound],
  body: Type.Object({ idMessage: MessageId }),
  reply: EmptyBody,
  example: { body: { idMessage: '3EB0A1C4D77F00124E19' }, reply: undefined },
  async run(call, ports) {
    const { caller, body } = call
    const { idMessage } = body
    const status = await ports.store.read(readMessage, { instance: caller.id, chat: { kind: 'status' }, idMessage })
    if (status?.direction !== 'outgoing') throw new Failure(statusNotFound)
    const draft: Draft = { content: { kind: 'other', typeMessage: 'deletedMessage', data: { stanzaId: idMessage } } }
    await accepting(call, { method: 'deleteStatus', request: { idMessage }, draft }, ports)
    return undefined
  },
})
