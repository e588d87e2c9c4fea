import type { Failure } from '../base/errors.ts'
import type { FamilyName } from '../contract/method.ts'
import { JSON_TYPE, TEXT_TYPE, type Answer } from './answer.ts'
import { kernelFailures } from '../contract/kernel-failures.ts'

/** Where a failure happened, as far as its body says so. */
export interface FailurePlace {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Request path with the token masked. */
  readonly path: string
  readonly family?: FamilyName
}

const kernelKinds = new Set(kernelFailures)

/** The answer of a failure in its body form (common.json, errorBodyForms). */
export function failureReply(failure: Failure, place: FailurePlace): Answer {
  const { kind, message, detail } = failure
  const ours = place.family === 'console' || place.family === 'operator'
  const form = ours && kernelKinds.has(kind) ? 'problem' : kind.form
  switch (form) {
    case 'text':
      return { status: kind.status, type: TEXT_TYPE, body: message }
    case 'envelope200':
      return json(200, { code: kind.envelopeCode ?? kind.status, description: message })
    case 'quota':
      // 466 is not a registered status; frameworks need the phrase (common.md section 4).
      return { ...json(kind.status, detail ?? { message }), phrase: 'Quota Exceeded' }
    case 'message':
      return json(kind.status, { message })
    case 'problem':
      return json(kind.status, { code: kind.code, message, ...(detail ? { detail } : {}) })
    case 'validation': {
      const timestamp = new Date(place.now).toISOString()
      return json(kind.status, { statusCode: kind.status, timestamp, path: place.path, message })
    }
    default:
      return form satisfies never
  }
}

function json(status: number, body: unknown): Answer {
  return { status, type: JSON_TYPE, body: JSON.stringify(body) }
}
