import type pg from 'pg'
import type { Row, Rows, Statement } from '../port/operation.ts'
import { bindable, numbered, placeholders } from './text.ts'

interface Known {
  text: string
  values: number
  name: string | undefined
}

// each connection keeps a prepared statement per name, so the number of names is bounded
const NAMED_STATEMENTS = 1000
const known = new Map<string, Known>()
let named = 0

/** A statement for pg: `$n` in place of `?`, prepared by name, placeholders counted. */
export function queryConfig({ text, values }: Statement): pg.QueryConfig {
  const entry = known.get(text) ?? learn(text)
  if (values.length !== entry.values)
    throw new Error(`a statement has ${entry.values} placeholders and ${values.length} values`)
  return {
    text: entry.text,
    values: values.map(bindable),
    ...(entry.name === undefined ? {} : { name: entry.name }),
  }
}

function learn(text: string): Known {
  const entry: Known = {
    text: numbered(text),
    values: placeholders(text),
    name: named < NAMED_STATEMENTS ? `s${named++}` : undefined,
  }
  if (entry.name !== undefined) known.set(text, entry)
  return entry
}

/** A result as operations see it. */
export function rowsOf(result: pg.QueryResult<Row>): Rows {
  const changes = result.command === 'SELECT' ? 0 : (result.rowCount ?? 0)
  return { rows: result.rows, changes }
}

const BOOL = 16
const BYTEA = 17
const INT8 = 20
const INT2 = 21
const INT4 = 23
const FLOAT4 = 700
const FLOAT8 = 701
const NUMERIC = 1700

/** Values as SQLite gives them: numbers (bigint above 2^53), bytes, 0/1 for booleans, text for the rest. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => PARSERS.get(oid) ?? String,
}

const PARSERS = new Map<number, (value: string) => unknown>([
  [BOOL, (value) => (value === 't' ? 1 : 0)],
  [BYTEA, bytes],
  [INT2, Number],
  [INT4, Number],
  [INT8, whole],
  [FLOAT4, Number],
  [FLOAT8, Number],
  // sum() of int8 is numeric
  [NUMERIC, (value) => (value.includes('.') ? Number(value) : whole(value))],
])

function whole(value: string): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value)
}

function bytes(value: string): Uint8Array {
  // `\x` and hex digits; a plain array of bytes, as SQLite gives
  return Uint8Array.from(Buffer.from(value.slice(2), 'hex'))
}
