import { writeAudit, type Deed } from '../../audit/audit.ts'
import type { Step } from '../../store/port/operation.ts'
import { enterAccount } from './session.ts'

/** An operator looks into an account, or (null) leaves it. */
export function* visit(input: { session: string; account: string | null; deed: Deed }): Step<void> {
  const { session, account, deed } = input
  yield* enterAccount({ id: session, account, visiting: account !== null })
  const action = account === null ? 'visitEnded' : 'visitBegun'
  yield* writeAudit({ ...deed, account, action, subject: `session/${session}` })
}
