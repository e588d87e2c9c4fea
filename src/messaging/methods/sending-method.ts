import type { TSchema } from 'typebox'
import { failure } from '../../base/errors.ts'
import type { Method, MethodDefinition } from '../../contract/method.ts'
import type { InstanceCaller } from '../../instances/caller.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { sendKeyReused } from '../outgoing/once.ts'

export const sendKeyMalformed = failure({
  code: 'sendKeyMalformed',
  status: 400,
  form: 'problem',
  sentence: 'An Idempotency-Key is 1 to 255 visible characters',
})

const ONCE =
  'Ours: with the header `Idempotency-Key` a call that comes again with the same key and request gets the first ' +
  'answer and queues nothing; kept for a day at least.'

/** A method that ends in the outgoing queue: what they all share, the Idempotency-Key among it. */
export function sendingMethod<Q extends TSchema, B extends TSchema, R extends TSchema>(
  definition: Omit<MethodDefinition<InstanceCaller, Q, B, R>, 'verb' | 'group' | 'headers'>,
): Method {
  const { description, errors = [] } = definition
  return instanceMethod<Q, B, R>({
    ...definition,
    verb: 'POST',
    group: 'sending',
    description: description === undefined ? ONCE : `${description} ${ONCE}`,
    headers: ['idempotency-key'],
    errors: [...errors, sendKeyReused, sendKeyMalformed],
  })
}
