import { Type, type TObject, type TSchema } from 'typebox'
import { failure, Failure } from '../base/errors.ts'
import type { Verb } from '../contract/method.ts'
import { instanceMethod } from '../instances/instance-method.ts'

/**
 * Voice calls need an agent of their own, which is linked beside the instance and which this product does not have. The
 * contract's answer for an instance that no call agent knows is the true one for every instance here.
 */
export const callsNotOffered = failure({
  code: 'callsNotOffered',
  status: 404,
  form: 'text',
  sentence: 'Instance not found',
})

interface CallMethod {
  /** With an example of it. */
  body?: { schema: TObject; example: Record<string, unknown> }
  name: string
  verb: Verb
  /** What it would do. */
  summary: string
  reply: TSchema
  example: unknown
}

/** A method of the voice calls: there, and always refused. */
export function callMethod({ name, verb, summary, body, reply, example }: CallMethod) {
  return instanceMethod({
    name,
    verb,
    group: 'calls',
    offered: false,
    summary: `${summary}. Not offered: always 404`,
    description: 'Voice calls need a call agent, which this gateway does not have. Incoming messages are not touched.',
    rate: { perSecond: 1 },
    errors: [callsNotOffered],
    ...(body ? { bodyType: 'json' as const, body: body.schema } : {}),
    reply,
    example: { ...(body ? { body: body.example } : {}), reply: example },
    run: () => Promise.reject(new Failure(callsNotOffered)),
  })
}

/** The answer of the commands of a call. */
export const CallTaken = Type.Object({ callId: Type.String({ description: 'Id of the call.' }) })

export const callTaken = { callId: '0A1B2C3D4E5F60718293A4B5C6D7E8F9' }
