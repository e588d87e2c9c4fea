import type { Operation } from './operation.ts'

/**
 * The store as domains see it. `write` resolves after the commit is durable (synced); `read` sees every write
 * that was acknowledged before it was called. Both reject with what the operation threw (a `Failure` keeps its
 * kind across the worker boundary) or with a store failure (`storeBusy`, `storeClosed`).
 */
export interface Store {
  /** Runs an operation in a transaction of its own. */
  write<I, O>(operation: Operation<I, O>, input: I): Promise<O>
  /** Runs an operation that only selects, beside the writer. */
  read<I, O>(operation: Operation<I, O>, input: I): Promise<O>
  close(): Promise<void>
}
