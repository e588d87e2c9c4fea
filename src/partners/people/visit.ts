import { writeAudit, type Deed } from '../../audit/audit.ts'
import type { Step } from '../../store/port/operation.ts'
import { enterAccount, type LiveSession } from './session.ts'

/** The account that a session looks into without belonging to it; null when it does not. */
export const visitedBy = ({ session, account }: LiveSession): string | null =>
  session.visiting === 1 ? (account?.id ?? null) : null

/**
 * A session goes to an account, of its person's or (`visiting`) to look into it, or (null) to none. Whatever the way, a
 * visit to `left` that ends by it is in the audit log of that account, and so is one that begins.
 */
export function* moveSession(input: {
  session: string
  left: string | null
  account: string | null
  visiting: boolean
  ended: Deed
  begun: Deed
}): Step<void> {
  const { session, left, account, visiting, ended, begun } = input
  const subject = `session/${session}`
  if (left !== null) yield* writeAudit({ ...ended, account: left, action: 'visitEnded', subject })
  yield* enterAccount({ id: session, account, visiting })
  if (visiting && account !== null) yield* writeAudit({ ...begun, account, action: 'visitBegun', subject })
}
