import { Failure, failure } from '../../base/errors.ts'
import type { Call } from '../../contract/method.ts'
import { IN_TURN, type Timing } from '../outgoing/lanes.ts'

export const sendTimingMalformed = failure({
  code: 'sendTimingMalformed',
  status: 400,
  form: 'problem',
  sentence:
    'Send-At is seconds since 1970, or ISO 8601 with its zone (2026-03-01T09:30:00+01:00); Send-Priority is high or normal',
})

const SECONDS = /^\d{1,11}$/
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/

/**
 * Headers that say when a message leaves. Headers, since no client of the contract sends these, while a field in the
 * body might one day mean something else there; and they serve JSON and multipart bodies alike. `Priority` itself is
 * taken: browsers send it with every request.
 */
export const timingHeaders = ['send-at', 'send-priority'] as const

/** What the headers of a call ask for; throws `sendTimingMalformed` when they cannot be read. */
export function timingOf(headers: Call['headers']): Timing {
  const { 'send-at': sendAt, 'send-priority': priority = IN_TURN.priority } = headers
  if (priority !== 'high' && priority !== 'normal') throw new Failure(sendTimingMalformed)
  return { priority, dueAt: sendAt === undefined ? IN_TURN.dueAt : timeOf(sendAt) }
}

function timeOf(text: string): number {
  const at = SECONDS.test(text) ? Number(text) * 1000 : ISO.test(text) ? Date.parse(text) : NaN
  if (!Number.isNaN(at)) return at
  throw new Failure(sendTimingMalformed)
}
