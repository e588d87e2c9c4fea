/**
 * Store operations. An operation is a named, module-level generator: it yields statements and gets rows back.
 * Its arguments are cloneable (ids, sealed bytes and the time are passed in); it has no closure, await, clock or
 * engine call. The embedded adapter drives it synchronously in the writer thread (a savepoint each, many per
 * commit); PostgreSQL drives the same body with await in one transaction. It may therefore run twice
 * (serialization retry): nothing outside the store may depend on a run that did not commit.
 */
export type Value = string | number | bigint | Uint8Array | null

export type Row = Record<string, Value>

/** SQL with bound values. `text` has a `?` for each value; adapters rewrite it for their engine. */
export interface Statement {
  readonly text: string
  readonly values: readonly Value[]
  /** Its rows hold text, null and numbers below 2^53 alone, so that an engine may hand them over in one piece. */
  readonly plain?: true
}

export interface Rows {
  readonly rows: readonly Row[]
  /** Rows inserted, updated or deleted. */
  readonly changes: number
}

export type Step<T> = Generator<Statement, T, Rows>

// The argument is `never` so that operations of every input type fit one registry.
export type Operation<I, O> = (input: I) => Step<O>

/** The operations of a domain, by name; `app/` joins them for both adapters and the worker entry. */
export type OperationTable = Readonly<Record<string, (input: never) => Step<unknown>>>

/** A statement or a part of one. */
export class Fragment implements Statement {
  readonly text: string
  readonly values: readonly Value[]
  constructor(text: string, values: readonly Value[]) {
    this.text = text
    this.values = values
  }
}

/** Tagged template: interpolated values are bound, interpolated `sql` fragments are spliced in. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Value | Fragment | undefined)[]): Fragment {
  let text = strings[0] ?? ''
  const values: Value[] = []
  parts.forEach((part, i) => {
    if (part instanceof Fragment) {
      text += part.text
      values.push(...part.values)
    } else {
      text += '?'
      values.push(part ?? null)
    }
    text += strings[i + 1] ?? ''
  })
  return new Fragment(text, values)
}

/** `(?, ?, …)` of a list, for `in`. An empty list gives `(null)`, which matches nothing. */
export function list(values: readonly Value[]): Fragment {
  return new Fragment(values.length === 0 ? '(null)' : `(${values.map(() => '?').join(', ')})`, values)
}

/** Every row. The caller states the row's shape; the spec suite runs every operation on both engines. */
export function* all<R>(statement: Statement): Step<R[]> {
  const { rows } = yield statement
  return rows as R[]
}

/**
 * Every row of a list that may be thousands long: half the cost of `all` where rows are made one value at a time. The
 * columns hold text, null and numbers below 2^53, and have names of their own; an order needs a `limit`.
 */
export function* allPlain<R>({ text, values }: Statement): Step<R[]> {
  const { rows } = yield { text, values, plain: true }
  return rows as R[]
}

/** The first row, or undefined. */
export function* one<R>(statement: Statement): Step<R | undefined> {
  const { rows } = yield statement
  return rows[0] as R | undefined
}

/** Runs a writing statement; the number of rows it changed. */
export function* run(statement: Statement): Step<number> {
  const { changes } = yield statement
  return changes
}
