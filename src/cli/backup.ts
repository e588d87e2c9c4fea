import type { Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `rookery backup`. */
export const backup: Command = {
  name: 'backup',
  usage: '<new-folder>',
  summary: 'Copies database and files into a folder, also while the gateway runs.',
  notes: ['The master key is not in it: keep a copy of the key file apart, or the backup opens nothing.'],
  operands: 1,
  async run({ operands: [folder = ''] }, terminal) {
    const { backup: copyTo } = await import('../app/backup.ts')
    const { copied, missing } = await copyTo(toolConfig(), folder, Date.now())
    terminal.out(`${folder}: the database and ${copied} files (${missing} expired meanwhile). The keys are not in it.`)
    return 0
  },
}

/** `rookery restore`. */
export const restore: Command = {
  name: 'restore',
  usage: '<backup-folder>',
  summary: 'Puts a backup into an installation that holds nothing yet.',
  notes: [
    'Put the key file back first. Nothing that was queued is sent by itself: it may have gone out after the backup. Every queue is paused until rookery resume.',
  ],
  operands: 1,
  async run({ operands: [folder = ''] }, terminal) {
    const { restore: putBack } = await import('../app/backup.ts')
    const { parked, paused, stale } = await putBack(toolConfig(), folder, Date.now())
    terminal.out(`Restored: ${parked} queued messages parked, ${paused} queues paused, ${stale} sessions marked stale.`)
    terminal.out('Start the gateway, look at the parked messages, then run rookery resume.')
    return 0
  },
}
