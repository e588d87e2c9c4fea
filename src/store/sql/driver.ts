import { createRequire } from 'node:module'
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite'
import type { Row, Rows, Statement, Value } from '../port/operation.ts'
import { bindable, placeholders } from './text.ts'

/**
 * The seam to SQLite: the runtime's own `node:sqlite` where it exists, else a package of the same shape.
 * It adds what both lack: counted placeholders (a missing value would silently be NULL), a statement cache, and
 * integers as numbers with a bigint for those above 2^53.
 */
export interface Sqlite {
  exec(text: string): void
  query(statement: Statement): Rows
  /** Rows one by one, for results that do not fit into memory. */
  rows(statement: Statement): Iterable<Row>
  close(): void
}

interface Prepared {
  statement: StatementSyncInstance
  values: number
  kind: 'rows' | 'changes' | 'both'
  /** Integers are read as bigint and narrowed afterwards. */
  wide: boolean
  /** Names of the columns where rows come as arrays, which cost half of what objects do; older runtimes give objects. */
  columns: readonly string[] | undefined
  /** The names of the values, where all rows come as one text of JSON: made in the library, objects cost twice as much. */
  inOneText: readonly string[] | undefined
}

type Driver = { DatabaseSync: new (file: string, options: { readOnly: boolean }) => DatabaseSyncInstance }

const CACHED_STATEMENTS = 500

/** Before the text of a plain statement in the cache. */
const PLAIN = '-- plain\n'

// @types/node 20 does not know node:sqlite, and a bundler must not see either name as a static import
const builtin = process.getBuiltinModule('node:sqlite') as Driver | undefined
const driver = builtin ?? (createRequire(import.meta.url)('@photostructure/sqlite') as Driver)

/** Opens a database file, made when missing unless `readOnly`. */
export function openSqlite(file: string, options: { readOnly?: boolean } = {}): Sqlite {
  const database = new driver.DatabaseSync(file, { readOnly: options.readOnly ?? false })
  const cache = new Map<string, Prepared>()
  return {
    exec: (text) => database.exec(text),
    query(statement) {
      const key = statement.plain ? PLAIN + statement.text : statement.text
      const prepared = cache.get(key) ?? (statement.plain ? preparePlain : prepare)(database, statement.text)
      // re-inserted, so that the oldest key of the map is the least recently used
      cache.delete(key)
      cache.set(key, prepared)
      if (cache.size > CACHED_STATEMENTS) cache.delete(cache.keys().next().value ?? '')
      return runPrepared(prepared, statement.values)
    },
    *rows(statement) {
      const prepared = prepare(database, statement.text)
      prepared.statement.setReadBigInts(true)
      for (const row of prepared.statement.iterate(...bind(prepared, statement.values)))
        for (const object of objectsOf(prepared, [row])) yield narrowRow(object)
    },
    close() {
      cache.clear()
      database.close()
    },
  }
}

function prepare(database: DatabaseSyncInstance, text: string): Prepared {
  const statement = database.prepare(text)
  const writes = /^\s*(?:insert|update|delete|replace)\b/i.test(text)
  const columns = namesOf(statement)
  const kind = columns.length === 0 ? 'changes' : writes ? 'both' : 'rows'
  // a writing statement cannot be run again when a value turns out too wide, so it reads bigints from the start
  const wide = kind === 'both'
  if (wide) statement.setReadBigInts(true)
  const prepared = { statement, values: placeholders(text), kind, wide, inOneText: undefined } as const
  if (!('setReturnArrays' in statement)) return { ...prepared, columns: undefined }
  statement.setReturnArrays(true)
  return { ...prepared, columns }
}

/** Names of the columns as keys: a string from outside is looked up at each use, which took longer than all of a row. */
function namesOf(statement: StatementSyncInstance): string[] {
  return Object.keys(Object.fromEntries(statement.columns().map(({ name }) => [name, null])))
}

/** Plain rows in one text, where the library makes objects value by value. */
function preparePlain(database: DatabaseSyncInstance, text: string): Prepared {
  const usual = prepare(database, text)
  if (usual.columns) return usual
  const names = namesOf(usual.statement)
  const row = `json_array(${names.map((name) => `"${name}"`).join(', ')})`
  return { ...prepare(database, `select json_group_array(${row}) as list from (${text}\n)`), inOneText: names }
}

function runPrepared(prepared: Prepared, given: readonly Value[]): Rows {
  const values = bind(prepared, given)
  if (prepared.kind === 'changes') return { rows: [], changes: prepared.statement.run(...values).changes }
  const rows = readRows(prepared, values)
  return { rows, changes: prepared.kind === 'both' ? rows.length : 0 }
}

function bind(prepared: Prepared, given: readonly Value[]): Value[] {
  if (given.length !== prepared.values)
    throw new Error(`a statement has ${prepared.values} placeholders and ${given.length} values`)
  return given.map(bound)
}

function readRows(prepared: Prepared, values: Value[]): Row[] {
  const { statement } = prepared
  if (prepared.inOneText) {
    const { list } = statement.get(...values) as { list: string }
    return objectsBy(prepared.inOneText, JSON.parse(list) as Value[][])
  }
  if (!prepared.wide) {
    try {
      return objectsOf(prepared, statement.all(...values))
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('too large to be represented'))) throw error
      prepared.wide = true
      statement.setReadBigInts(true)
    }
  }
  return objectsOf(prepared, statement.all(...values)).map(narrowRow)
}

function objectsOf({ columns }: Prepared, rows: readonly unknown[]): Row[] {
  return columns ? objectsBy(columns, rows as Value[][]) : (rows as Row[])
}

function objectsBy(columns: readonly string[], rows: readonly Value[][]): Row[] {
  return rows.map((values) => {
    const row: Row = {}
    for (let i = 0; i < columns.length; i++) row[columns[i] ?? ''] = values[i] ?? null
    return row
  })
}

function narrowRow(row: Row): Row {
  for (const column in row) {
    const value = row[column]
    if (typeof value === 'bigint') row[column] = narrow(value)
  }
  return row
}

/** A number when it is exact, else the bigint. */
function narrow(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

// node:sqlite binds every number as a double: a whole one in a text column would then read `5.0`
function bound(value: Value): Value {
  if (builtin && Number.isSafeInteger(value)) return BigInt(value as number)
  return bindable(value)
}
