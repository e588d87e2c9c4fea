import type { Step } from '../port/operation.ts'
import type { Sqlite } from './driver.ts'

/**
 * Runs an operation to its end on a connection that answers at once. An error of a statement ends the operation
 * and cannot be caught inside it: on PostgreSQL the transaction is lost by then, so neither engine offers it.
 */
export function drive<T>(body: Step<T>, database: Pick<Sqlite, 'query'>): T {
  let next = body.next()
  while (!next.done) next = body.next(database.query(next.value))
  return next.value
}
