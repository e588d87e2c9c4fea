import { writeAudit, type Deed } from '../audit/audit.ts'
import type { Ports } from '../contract/ports.ts'
import { deleteInstance } from '../instances/lifecycle.ts'
import type { Step } from '../store/port/operation.ts'

/** Deletes an instance and says who did it, in one commit. False when there is none to delete. */
export function* deleteInstanceBy(input: { id: number; account: string; deed: Deed }): Step<boolean> {
  const { id, account, deed } = input
  if (!(yield* deleteInstance({ id, account, at: deed.at }))) return false
  yield* writeAudit({ ...deed, account, action: 'instanceDeleted', subject: `instance/${id}` })
  return true
}

/** Deletes an instance of an account, whoever asks for it, and tells everybody who works for it. */
export async function deleteAudited(
  { store, bus }: Pick<Ports, 'store' | 'bus'>,
  input: { id: number; account: string; deed: Deed },
): Promise<boolean> {
  if (!(await store.write(deleteInstanceBy, input))) return false
  for (const topic of ['state', 'settings', 'outgoing', 'link', 'lease'] as const) bus.nudge(topic, input.id)
  bus.nudge('event', input.account)
  return true
}
