import type { OperationTable, Step } from './operation.ts'

/** An operation as adapters see it: its argument is whatever crossed the boundary. */
export type Body = (input: unknown) => Step<unknown>

/** Joins the tables of several domains; a name used twice is an error of the program. */
export function joinOperations(...tables: readonly OperationTable[]): OperationTable {
  const joined: Record<string, OperationTable[string]> = {}
  for (const table of tables)
    for (const [name, operation] of Object.entries(table)) {
      if (joined[name] !== undefined && joined[name] !== operation) throw new Error(`two operations are named ${name}`)
      joined[name] = operation
    }
  return joined
}

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
