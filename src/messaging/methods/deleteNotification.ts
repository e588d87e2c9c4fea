import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { deleteNotification as remove } from '../notifications/queue.ts'

export const receiptIdNotNumber = failure({
  code: 'receiptIdNotNumber',
  status: 400,
  form: 'text',
  sentence: 'Parameter receiptId must be a Number',
})

export const deleteNotification = instanceMethod({
  name: 'deleteNotification',
  verb: 'DELETE',
  group: 'receiving',
  summary: 'Remove a notification from the queue',
  description: 'Also accepts the receipt number as a bare JSON number in the body, as some clients send it.',
  rate: { perSecond: 100 },
  tail: 'receiptId',
  errors: [receiptIdNotNumber],
  reply: Type.Object({ result: Type.Boolean(), reason: Type.String() }),
  example: { tail: '17', reply: { result: true, reason: '' } },
  async run({ caller, tail = '' }, { store, clock }) {
    if (!/^[0-9]{1,15}$/.test(tail)) throw new Failure(receiptIdNotNumber)
    const input = { instance: caller.id, receipt: Number(tail), at: clock.now() }
    const result = await store.write(remove, input)
    return { result, reason: result ? '' : 'no such notification is waiting' }
  },
})
