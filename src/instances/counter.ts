import { one, sql, type Step } from '../store/port/operation.ts'

/** The sequences of an instance. `revision` belongs to the whole store (instance 0) and orders visible changes. */
export type CounterName = 'receipt' | 'journal' | 'outgoing' | 'inbox' | 'history' | 'revision'

/**
 * The next value of a sequence, from 1. The counter's row stays locked until the transaction commits, so the order
 * of commits is the order of values and a reader never sees a gap that fills later.
 */
export function* next(instance: number, name: CounterName): Step<number> {
  const row = yield* one<{ value: number }>(sql`
    insert into counter (instance, name, value) values (${instance}, ${name}, 1)
    on conflict (instance, name) do update set value = counter.value + 1
    returning value`)
  if (!row) throw new Error('counter returned no row')
  return row.value
}
