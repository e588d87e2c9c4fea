import { Type } from 'typebox'
import { failure, Failure } from '../../base/errors.ts'
import { ClampedInteger } from '../../contract/schema.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { waitForNotification } from '../notifications/receive.ts'
import { webhookUrlOf } from '../notifications/webhook-url.ts'

export const webhookUrlIsSet = failure({
  code: 'webhookUrlIsSet',
  status: 400,
  form: 'text',
  sentence: 'Message cannot be received because custom webhook url is set',
})

export const receiveNotification = instanceMethod({
  name: 'receiveNotification',
  verb: 'GET',
  group: 'receiving',
  summary: 'Wait for the oldest notification',
  description:
    'Answers at once when a notification waits, else at the first arrival, else with null when the time is over. ' +
    'The same notification comes again until it is deleted or 24 hours old.',
  rate: { perSecond: 100 },
  errors: [webhookUrlIsSet],
  query: Type.Object({
    receiveTimeout: Type.Optional(ClampedInteger(1, 60, { default: 5, description: 'Longest wait in seconds.' })),
  }),
  reply: Type.Union([
    Type.Object({
      receiptId: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
      body: Type.Record(Type.String(), Type.Unknown()),
    }),
    Type.Null(),
  ]),
  example: {
    query: { receiveTimeout: 5 },
    reply: {
      receiptId: 17,
      body: {
        typeWebhook: 'stateInstanceChanged',
        instanceData: { idInstance: 7103000001, wid: '', typeInstance: 'whatsapp' },
        timestamp: 1779120111,
        stateInstance: 'notAuthorized',
      },
    },
  },
  async run({ caller, query, signal }, ports) {
    if (webhookUrlOf(caller.settings) !== '') throw new Failure(webhookUrlIsSet)
    const waitMs = (query.receiveTimeout ?? 5) * 1000
    return await waitForNotification({ instance: caller.id, waitMs, signal }, ports)
  },
})
