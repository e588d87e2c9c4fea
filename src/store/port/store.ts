import type { Operation } from './operation.ts'

/**
 * The store as domains see it. `write` resolves after the commit is durable (synced); `read` sees every write
 * that was acknowledged before it was called; each of its statements sees its own moment. Both reject with what the
 * operation threw (a `Failure` keeps its kind, sentence and detail across the thread boundary) or
 * with a store failure (`storeBusy`, `storeClosed`, `storeLost`).
 */
export interface Store {
  /** Runs an operation in a transaction of its own. */
  write<I, O>(operation: Operation<I, O>, input: I): Promise<O>
  /** Runs an operation that only selects, beside the writer. */
  read<I, O>(operation: Operation<I, O>, input: I): Promise<O>
  /** Takes nothing more, waits for what was taken. */
  close(): Promise<void>
}

/** The store as `app/` holds it. */
export interface MaintainedStore extends Store {
  readonly engine: 'embedded' | 'postgres'
  /** Work that the engine needs now and then (PostgreSQL: the journal's next partition). Call it daily. */
  maintain(now: number): Promise<void>
}
