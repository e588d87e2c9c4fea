import { EngineError } from '../../engines/client.ts'
import type { EngineProblem } from '../../engines/port.ts'
import type { SentStatus } from '../notifications/bodies.ts'

/** What a problem means for the message that met it. */
export type Verdict =
  /** The same message again once the session is well. */
  | { meaning: 'retry'; text: string }
  /** The message's own fault, perhaps: a few more tries, then aside. */
  | { meaning: 'suspect'; text: string }
  | { meaning: 'fail'; status: SentStatus; description: string }

/** A failure that rules the message out before the engine is asked (a file that cannot be fetched). */
export class Unsendable extends Error {
  constructor(description: string) {
    super(description)
    this.name = 'Unsendable'
  }
}

/** What was begun could not be finished here; the message is taken again and has lost no try. */
export class TryAgain extends Error {
  constructor(text: string) {
    super(text)
    this.name = 'TryAgain'
  }
}

/** Troubles of the session, not of the message. */
const RETRIED: ReadonlySet<EngineProblem['code']> = new Set(['notOpen', 'timeout', 'disconnected'])

/** Reads what went wrong with a build or a send. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof Unsendable) return { meaning: 'fail', status: 'failed', description: error.message }
  if (error instanceof TryAgain) return { meaning: 'retry', text: error.message }
  if (!(error instanceof EngineError))
    return { meaning: 'suspect', text: error instanceof Error ? error.name : 'unknown' }
  const { code, text } = error.problem
  if (RETRIED.has(code)) return { meaning: 'retry', text: `${code}: ${text}` }
  if (code === 'failed') return { meaning: 'suspect', text }
  return { meaning: 'fail', ...failureOf(error.problem) }
}

/** Status word and description of a problem that ends a message. */
export function failureOf({ code, text }: EngineProblem): { status: SentStatus; description: string } {
  if (code === 'noAccount') return { status: 'noAccount', description: text || 'the number has no account' }
  if (code === 'notInGroup') return { status: 'notInGroup', description: text || 'the account is not in the group' }
  return { status: 'failed', description: text || code }
}
