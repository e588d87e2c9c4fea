import { CHUNK } from './delete-chunk.ts'
import type { Operation } from './operation.ts'
import type { Store } from './store.ts'

/**
 * Writes a chunked operation again and again until it finds less than a full chunk, each in a commit of its own so
 * that other writes pass between; the rows deleted in all. Stops early when `signal` aborts.
 */
export async function untilDone<I>(
  store: Store,
  operation: Operation<I, number>,
  input: I,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0
  for (;;) {
    if (signal?.aborted) return total
    const deleted = await store.write(operation, input)
    total += deleted
    if (deleted < CHUNK) return total
  }
}
