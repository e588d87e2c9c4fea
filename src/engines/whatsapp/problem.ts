import type { EngineProblem, EngineProblemCode } from '../port.ts'

/** A question's failure on its way to its answer. */
export class Problem extends Error {
  readonly problem: EngineProblem
  constructor(code: EngineProblemCode, text: string) {
    super(`${code}: ${text}`)
    this.name = 'Problem'
    this.problem = { code, text }
  }
}

/** What the library threw, in our words. It rejects with Booms, plain errors and, when the socket closed, bare numbers. */
export function problemOf(error: unknown): EngineProblem {
  if (error instanceof Problem) return error.problem
  if (typeof error === 'number' || error === undefined) return { code: 'disconnected', text: 'the connection closed' }
  const text = textOf(error)
  const status = statusOf(error)
  if (status === 428 || /connection closed|connection terminated/i.test(text)) return { code: 'disconnected', text }
  if (status === 408) return { code: 'timeout', text }
  return { code: 'failed', text }
}

/** HTTP-like status of a Boom, 0 for anything else. */
export function statusOf(error: unknown): number {
  const output = (error as { output?: { statusCode?: unknown } } | undefined)?.output
  return typeof output?.statusCode === 'number' ? output.statusCode : 0
}

/** The network's own code inside a refused query (`error.data`), 0 when there is none. */
export function networkCodeOf(error: unknown): number {
  const data = (error as { data?: unknown } | undefined)?.data
  return typeof data === 'number' ? data : 0
}

/** The message of an error; what is no error stays unnamed, it may hold anything. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the engine library failed without a word'
}
