import type { Deed } from '../audit/audit.ts'
import { mintId } from '../base/ids.ts'
import type { Ports } from '../contract/ports.ts'
import { deleteAudited } from './delete-instance.ts'
import { livingOf } from './partnership.ts'

const CHUNK = 100

/** Deletes what still lives in an account, or, without one, in every closed account; how many. Safe to repeat. */
export async function deleteLiving(
  ports: Pick<Ports, 'store' | 'bus' | 'clock'>,
  { account, actor }: { account?: string; actor: Deed['actor'] },
): Promise<number> {
  const { store, clock } = ports
  const rows = await store.read(livingOf, { limit: CHUNK, ...(account === undefined ? {} : { account }) })
  for (const row of rows) {
    const at = clock.now()
    await deleteAudited(ports, { ...row, deed: { id: mintId(at), actor, at } })
  }
  return rows.length
}
