import type { OpenSession } from './open-session.ts'
import { networkCodeOf, Problem, statusOf, textOf } from './problem.ts'

/**
 * Asks the network through a function of the library. Refusals keep the network's own word (`item-not-found`, `forbidden`) in the
 * problem's text. Time that passes without an answer is no success, although the library takes it for one.
 */
export async function asked<T>(session: OpenSession, work: () => Promise<T>): Promise<T> {
  const started = Date.now()
  try {
    const value = await work()
    if (Date.now() - started >= session.world.limits.queryMs) throw new Problem('timeout', 'the network did not answer')
    return value
  } catch (error) {
    if (error instanceof Problem) throw error
    const code = networkCodeOf(error) || statusOf(error)
    if (code >= 400 && code < 500 && code !== 408 && code !== 428) throw new Problem('refused', textOf(error))
    throw error
  }
}
