import { writeAudit, type Deed } from '../audit/audit.ts'
import type { Ports } from '../contract/ports.ts'
import { deleteInstance } from '../instances/lifecycle.ts'
import type { Step } from '../store/port/operation.ts'
import { instanceOf } from './rows.ts'

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

/** What deleting many instances did, or in a dry run would do. */
export interface DeletedMany {
  dryRun: boolean
  deleted: number[]
  notFound: number[]
}

/** Deletes instances of an account, each in a commit of its own. A dry run deletes nothing. */
export async function deleteMany(
  ports: Pick<Ports, 'store' | 'bus'>,
  input: { ids: readonly number[]; account: string; dryRun: boolean; deed: () => Deed },
): Promise<DeletedMany> {
  const { account, dryRun, deed } = input
  const ids = [...new Set(input.ids)]
  const gone = await Promise.all(
    ids.map(async (id) => {
      if (!dryRun) return await deleteAudited(ports, { id, account, deed: deed() })
      const row = await ports.store.read(instanceOf, { account, id })
      return row !== undefined && row.deleted_at === null
    }),
  )
  return { dryRun, deleted: ids.filter((_, i) => gone[i]), notFound: ids.filter((_, i) => !gone[i]) }
}
