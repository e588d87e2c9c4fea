/** The few words in which the two engines differ; migrations are written in them. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres'
  /** 64-bit integer. */
  readonly int: string
  readonly blob: string
  /** Behind a table that is read by its primary key. */
  readonly clustered: string
  /** Behind every other table. */
  readonly heap: string
  /** Behind the journal: partitioned by `at` on PostgreSQL, clustered on SQLite. */
  readonly journal: string
}

export const sqlite: Dialect = {
  name: 'sqlite',
  int: 'integer',
  blob: 'blob',
  clustered: 'strict, without rowid',
  heap: 'strict',
  journal: 'strict, without rowid',
}

export const postgres: Dialect = {
  name: 'postgres',
  int: 'bigint',
  blob: 'bytea',
  clustered: '',
  heap: '',
  journal: 'partition by range (at)',
}
