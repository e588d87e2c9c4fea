import type { OperationTable, Step } from './operation.ts'

/** An operation as adapters see it: its argument is whatever crossed the boundary. */
export type Body = (input: unknown) => Step<unknown>

/** Names by function: adapters refuse what is not in the table, so that every operation runs on every engine. */
export function namesOf(operations: OperationTable): ReadonlyMap<unknown, string> {
  return new Map(Object.entries(operations).map(([name, operation]) => [operation, name]))
}

/** The name of a registered operation; throws for any other function. */
export function nameOf(names: ReadonlyMap<unknown, string>, operation: { readonly name: string }): string {
  const name = names.get(operation)
  if (name === undefined) throw new Error(`the store operation ${operation.name} is in no operation table`)
  return name
}
