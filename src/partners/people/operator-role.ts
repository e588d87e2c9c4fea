import { writeAudit, type Deed } from '../../audit/audit.ts'
import { run, sql, type Step } from '../../store/port/operation.ts'
import { addPerson, personByEmail, type NewPerson } from './person.ts'

/** Makes a person an operator. */
export function* makeOperator({ id, deed }: { id: string; deed: Deed }): Step<void> {
  yield* run(sql`update person set operator = 1 where id = ${id}`)
  yield* writeAudit({ ...deed, account: null, action: 'operatorAdded', subject: `person/${id}` })
}

/** Makes the person of an address an operator; adds them when unknown. */
export function* addOperatorPerson(input: { fresh: NewPerson; deed: Deed }): Step<void> {
  const { fresh, deed } = input
  yield* addPerson(fresh)
  const person = yield* personByEmail({ email: fresh.email })
  if (person) yield* makeOperator({ id: person.id, deed })
}
