import { writeAudit, type Deed } from '../../audit/audit.ts'
import { run, sql, type Step } from '../../store/port/operation.ts'

/** Switches the codes of a person on (with the secret that was offered) or off (and forgets it). */
export function* switchCodes(input: { person: string; on: boolean; step: number; deed: Deed }): Step<void> {
  const { person, on, step, deed } = input
  if (on) yield* run(sql`update person set totp_on_at = ${deed.at}, totp_step = ${step} where id = ${person}`)
  else
    yield* run(sql`update person set totp_on_at = ${null}, totp_sealed = ${null}, totp_step = 0 where id = ${person}`)
  yield* writeAudit({
    ...deed,
    account: null,
    action: on ? 'codesSwitchedOn' : 'codesSwitchedOff',
    subject: `person/${person}`,
  })
}
