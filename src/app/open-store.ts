import { dirname } from 'node:path'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/config.ts'
import { openEmbedded } from '../store/embedded.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { operations } from './operations.ts'

/** Opens the configured store and loads its engine alone; schema brought up to date; rejects with `storeNewer` when the code is older than it. */
export async function openStore(config: Pick<Config, 'store'>, log: Log): Promise<MaintainedStore> {
  if (config.store.kind === 'postgres') {
    const { url, connections } = config.store
    const { openPostgres } = await import('../store/postgres.ts')
    return await openPostgres({ url, operations, log, writers: connections })
  }
  const workerEntry = new URL(
    import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js',
    import.meta.url,
  )
  return await openEmbedded({ folder: dirname(config.store.file), operations, workerEntry, log })
}
