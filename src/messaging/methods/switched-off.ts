import { Type, type TProperties } from 'typebox'
import { Failure, failure } from '../../base/errors.ts'
import { instanceMethod } from '../../instances/instance-method.ts'
import { chatField, Queued, queuedExample } from './send-fields.ts'

/** The messenger switched these kinds of message off; the real service refuses the calls (sending.md, Method notes). */
export const methodSwitchedOff = failure({
  code: 'methodSwitchedOff',
  status: 403,
  form: 'text',
  sentence: 'Forbidden',
})

/** A method that old clients still offer and that always answers 403. */
export function switchedOff(name: string, instead: string, fields: TProperties, example: object) {
  return instanceMethod({
    name,
    verb: 'POST',
    group: 'sending',
    deprecated: true,
    summary: `Switched off by the messenger: always 403. Use ${instead}`,
    rate: { perSecond: 50 },
    bodyType: 'json',
    errors: [methodSwitchedOff],
    body: Type.Object({ ...chatField, ...fields }),
    reply: Queued,
    example: { body: { chatId: '15550104477@c.us', ...example }, reply: queuedExample },
    run: () => Promise.reject(new Failure(methodSwitchedOff)),
  })
}
