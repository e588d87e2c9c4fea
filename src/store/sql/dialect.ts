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
  /** Statements after which rows of a table can be added, never changed or deleted. */
  readonly appendOnly: (table: string) => string[]
  /**
   * Statements that tell the planner how large a table grows: for each index (a clustered table's own name stands for
   * its key) the rows in all and those that share its first columns. PostgreSQL counts by itself.
   */
  readonly expect: (table: string, indexes: Readonly<Record<string, readonly number[]>>) => string[]
}

export const sqlite: Dialect = {
  name: 'sqlite',
  int: 'integer',
  blob: 'blob',
  clustered: 'strict, without rowid',
  heap: 'strict',
  journal: 'strict, without rowid',
  appendOnly: (table) =>
    ['update', 'delete'].map(
      (act) => `create trigger ${table}_no_${act} before ${act} on ${table}
        begin select raise(abort, '${table} is append-only'); end`,
    ),
  // without it SQLite takes any first column of a key for nearly unique and reads whole instances
  expect: (table, indexes) => [
    'analyze sqlite_schema',
    ...Object.entries(indexes).flatMap(([index, rows]) => [
      `delete from sqlite_stat1 where tbl = '${table}' and idx = '${index}'`,
      `insert into sqlite_stat1 (tbl, idx, stat) values ('${table}', '${index}', '${rows.join(' ')}')`,
    ]),
    'analyze sqlite_schema',
  ],
}

export const postgres: Dialect = {
  name: 'postgres',
  int: 'bigint',
  blob: 'bytea',
  clustered: '',
  heap: '',
  journal: 'partition by range (at)',
  appendOnly: (table) => [
    `create or replace function refuse_change() returns trigger language plpgsql as $$
      begin raise exception '% is append-only', tg_table_name; end $$`,
    `create trigger ${table}_append_only before update or delete on ${table}
      for each row execute function refuse_change()`,
  ],
  expect: () => [],
}
