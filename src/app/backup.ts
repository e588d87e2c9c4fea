import { dirname, join } from 'node:path'
import type { Config } from '../config/config.ts'
import { copyMedia } from '../media/copy.ts'
import { backupEmbedded, backupPostgres, mediaOfBackup } from '../store/backup.ts'
import { restoreEmbedded, restorePostgres } from '../store/restore.ts'
import type { RestoreReport } from '../store/restored.ts'
import { openLog } from './log.ts'

type Places = Pick<Config, 'store' | 'mediaFolder'>

const MEDIA = 'media'

/**
 * Copies database and files into `target`, also while the gateway runs: one moment of the database, and the files that
 * it knows. The keys are not in it. `missing` counts files that expired meanwhile.
 */
export async function backup(
  { store, mediaFolder }: Places,
  target: string,
  at: number,
): Promise<{ copied: number; missing: number }> {
  if (store.kind === 'embedded') await backupEmbedded({ folder: dirname(store.file), target, at })
  else await backupPostgres({ url: store.url, target, at })
  return await copyMedia({ from: mediaFolder, to: join(target, MEDIA), handles: await mediaOfBackup(target) })
}

/**
 * Puts a backup into an installation that holds nothing yet; rejects when it does. What was queued is parked and
 * queues are paused, since the world went on after the backup.
 */
export async function restore({ store, mediaFolder }: Places, source: string, at: number): Promise<RestoreReport> {
  await copyMedia({ from: join(source, MEDIA), to: mediaFolder, handles: await mediaOfBackup(source) })
  if (store.kind === 'embedded') return await restoreEmbedded({ backup: source, folder: dirname(store.file), at })
  return await restorePostgres({ backup: source, url: store.url, at, log: openLog('warn') })
}
