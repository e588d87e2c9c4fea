import { run, type Step, type Value } from './operation.ts'

/** Rows that one statement of a retention job deletes: more would hold up every write behind it. */
export const CHUNK = 100

const NAME = /^[a-z_]+$/

/**
 * Deletes at most `CHUNK` rows of a table; the number deleted. `key` are its primary key's columns, `where` is SQL
 * with a `?` for each of `values`, `order` the columns of the index that finds the rows. Names and SQL are constants
 * of the program.
 *
 *     *purgeDelivered(input: { before: number }): Step<number> {
 *       return yield* deleteChunk({ table: 'inbox', key: ['instance', 'id'], where: 'done_at < ?', values: [input.before] })
 *     }
 */
export function* deleteChunk(input: {
  table: string
  key: readonly string[]
  where: string
  values: readonly Value[]
  order?: readonly string[]
}): Step<number> {
  const { table, key, where, values, order = [] } = input
  for (const name of [table, ...key, ...order])
    if (!NAME.test(name)) throw new Error(`${name} is no name of the schema`)
  const columns = key.join(', ')
  const sorted = order.length === 0 ? '' : ` order by ${order.join(', ')}`
  return yield* run({
    text: `delete from ${table} where (${columns}) in (select ${columns} from ${table} where ${where}${sorted} limit ${CHUNK})`,
    values,
  })
}
