import type { Clock } from '../base/clock.ts'
import { eraseRows, markErased } from '../instances/erase.ts'
import type { DiskMedia } from '../media/disk.ts'
import type { Store } from '../store/port/store.ts'

/** Rows of one transaction: a long one would hold up every writer. */
const CHUNK = 100

/** Takes away what a deleted instance left behind: rows, files, and what its own row says of people. False when it was stopped. */
export async function eraseInstance(
  { store, media, clock }: { store: Store; media: DiskMedia; clock: Clock },
  instance: number,
  stopping: AbortSignal,
): Promise<boolean> {
  for (let gone = -1; gone !== 0;) {
    if (stopping.aborted) return false
    gone = await store.write(eraseRows, { instance, limit: CHUNK })
  }
  await media.removeInstance(instance)
  await store.write(markErased, { instance, at: clock.now() })
  return true
}
