import { configOf } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import type { Command } from './command.ts'
import { stopSignal } from './stop-signal.ts'

/** `rookery serve`: the production start. */
export const serve: Command = {
  name: 'serve',
  usage: '',
  summary: 'Starts the gateway for production; needs PUBLIC_URL.',
  notes: [
    'Refuses a sandbox network and demo credentials. Migrations run first. SIGTERM finishes running sends and ends.',
  ],
  async run(_given, terminal) {
    const stop = stopSignal()
    const config = configOf(readEnv(), 'production')
    // Loaded here: the other commands start faster without the engine.
    const { startGateway } = await import('../app/gateway.ts')
    const gateway = await startGateway(config)
    terminal.err(`Rookery serves ${gateway.addresses.apiUrl}`)
    await stop
    await gateway.close()
    return 0
  },
}
