import type { TSchema } from 'typebox'
import { failure } from '../../base/errors.ts'
import { chatQuotaExceeded } from '../../billing/quotas/spend.ts'
import type { Method, MethodDefinition } from '../../contract/method.ts'
import type { InstanceCaller } from '../../instances/caller.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { sendTimeRefused } from '../outgoing/lanes.ts'
import { sendKeyReused } from '../outgoing/once.ts'
import { sendTimingMalformed, timingHeaders } from './send-timing.ts'

export const sendKeyMalformed = failure({
  code: 'sendKeyMalformed',
  status: 400,
  form: 'problem',
  sentence: 'An Idempotency-Key is 1 to 255 visible characters',
})

const OURS =
  'Ours: with the header `Idempotency-Key` a call that comes again with the same key and request gets the first ' +
  'answer and queues nothing; kept for a day at least. With `Send-At` (seconds since 1970, or ISO 8601 with its zone; ' +
  'seven days ahead at most) the message waits in the queue for that time, with `Send-Priority: high` it goes ahead of ' +
  'what waits with `normal`.'

/** A method that ends in the outgoing queue: what they all share, the headers among it. */
export function sendingMethod<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: Omit<MethodDefinition<InstanceCaller, Q, B, R>, 'verb' | 'group' | 'headers'> & { group?: string },
): Method {
  const { description, errors = [], group = 'sending' } = definition
  return instanceMethod<Q, B, R>({
    ...definition,
    verb: 'POST',
    group,
    description: description === undefined ? OURS : `${description} ${OURS}`,
    headers: ['idempotency-key', ...timingHeaders],
    errors: [...errors, sendKeyReused, sendKeyMalformed, sendTimeRefused, sendTimingMalformed, chatQuotaExceeded],
  })
}
