import { writeAudit, type Deed } from '../audit/audit.ts'
import { instanceById } from '../instances/instance.ts'
import { createInstance, type NewInstance } from '../instances/lifecycle.ts'
import { one, run, sql, type Step } from '../store/port/operation.ts'

/**
 * Adds an instance under a number that another service gave. Its range gets a row of its own, of a cell that gives out
 * no numbers; in a range of ours the next number goes past it. False when the number exists.
 */
export function* takeOver(input: { instance: NewInstance; cell: string; deed: Deed }): Step<boolean> {
  const { instance, cell, deed } = input
  const { id, prefix, messenger, network } = instance
  if (yield* instanceById(id)) return false
  const number = Number(String(id).slice(prefix.length))
  yield* run(sql`
    insert into id_prefix (prefix, cell, messenger, network, next_number)
    values (${prefix}, ${`${cell}/imported`}, ${messenger}, ${network}, ${number + 1})
    on conflict (prefix) do update set
      next_number = case when id_prefix.next_number > ${number} then id_prefix.next_number else ${number + 1} end`)
  const range = yield* one<{ network: string }>(sql`select network from id_prefix where prefix = ${prefix}`)
  if (range?.network !== network) return false
  yield* createInstance(instance)
  const { account } = instance
  yield* writeAudit({ ...deed, account, action: 'instanceImported', subject: `instance/${id}` })
  return true
}
