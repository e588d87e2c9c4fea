import type { Sqlite } from './driver.ts'

export interface Table {
  name: string
  columns: string[]
}

/** The tables of a database in the order they were made, which is the order their references allow filling them. */
export function tablesOf(database: Pick<Sqlite, 'query'>): Table[] {
  const { rows } = database.query({
    text: `select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'
      and name <> 'schema_migration' order by rowid`,
    values: [],
  })
  return rows.map(({ name }) => {
    const table = name as string
    const info = database.query({ text: `select name from pragma_table_info('${table}') order by cid`, values: [] })
    return { name: table, columns: info.rows.map((column) => column['name'] as string) }
  })
}
