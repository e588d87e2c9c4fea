import { loadKeyring } from '../app/keyring.ts'
import { openLog } from '../app/log.ts'
import { openStore } from '../app/open-store.ts'
import type { Command } from './command.ts'
import { toolConfig } from './tool-config.ts'

/** `rookery migrate`. */
export const migrate: Command = {
  name: 'migrate',
  usage: '',
  summary: 'Brings the database up to date and ends; serve does it too.',
  notes: ['Refused when the database is newer than this version.'],
  async run(_given, terminal) {
    const config = toolConfig()
    // Keys come before the database: they are never made beside one that exists.
    await loadKeyring(config)
    const store = await openStore(config, openLog('warn'))
    await store.close()
    terminal.out(`The ${store.engine} database is up to date.`)
    return 0
  },
}
