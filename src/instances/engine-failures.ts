import { failure, Failure, type FailureKind } from '../base/errors.ts'
import { EngineError } from '../engines/client.ts'
import type { EngineProblemCode } from '../engines/port.ts'
import { instanceStarting } from './failures.ts'

/** The messenger did not answer a live question in time. */
export const messengerSilent = failure({
  code: 'messengerSilent',
  status: 500,
  form: 'text',
  sentence: 'timeout limit exceeded',
})

/** The messenger refused a live question; the sentence says why. */
export const messengerRefused = failure({
  code: 'messengerRefused',
  status: 400,
  form: 'validation',
  sentence: 'bad request data',
})

/** What a method that asks the messenger while its caller waits may answer with. */
export const engineFailures: readonly FailureKind[] = [instanceStarting, messengerSilent, messengerRefused]

/** A session that is just not open will be again: the caller hears to try later. */
const KINDS: Readonly<Partial<Record<EngineProblemCode, FailureKind>>> = {
  notOpen: instanceStarting,
  disconnected: instanceStarting,
  timeout: messengerSilent,
}

/** Rethrows what went wrong with a live question in words for its caller; for `.catch`. */
export function troubleOf(error: unknown): never {
  if (!(error instanceof EngineError)) throw error
  const { code, text } = error.problem
  const kind = KINDS[code]
  if (kind) throw new Failure(kind, { cause: error })
  throw new Failure(messengerRefused, { sentence: text || messengerRefused.sentence, cause: error })
}
