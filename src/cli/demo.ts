import { configOf } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import type { Command } from './command.ts'
import { stopSignal } from './stop-signal.ts'

/** `rookery demo`: the gateway against a sandbox network, with a demo partner. `npm start` runs it beside a sandbox. */
export const demo: Command = {
  name: 'demo',
  usage: '[--json]',
  summary: 'Starts the gateway on a sandbox network, with a demo partner; needs ROOKERY_SANDBOX_FACTS.',
  notes: [
    'The demo account and its partner token are made once and kept. --json prints {apiUrl, mediaUrl, partnerToken, consoleUrl, operatorSignIn} as one line when ready.',
    'Outgoing requests may reach loopback, so that webhooks can be tried on this machine.',
  ],
  options: { json: { type: 'boolean' } },
  async run(given, terminal) {
    const stop = stopSignal()
    const config = configOf(readEnv(), 'demo')
    const [{ startGateway }, { demoConsole, ensureDemo }] = await Promise.all([
      import('../app/gateway.ts'),
      import('../app/demo.ts'),
    ])
    const gateway = await startGateway(config)
    const partnerToken = await ensureDemo(gateway, config)
    const { consoleUrl, operatorSignIn } = await demoConsole(gateway, config)
    const { apiUrl, mediaUrl } = gateway.addresses
    if (given.options['json'] === true)
      terminal.out(JSON.stringify({ apiUrl, mediaUrl, partnerToken, consoleUrl, operatorSignIn }))
    else
      terminal.out(
        `Rookery (demo) serves ${apiUrl}\nPartner token: ${partnerToken}\n${operatorSignIn === null ? '' : `Console: ${operatorSignIn}\n`}Webhooks may reach loopback addresses.`,
      )
    await stop
    await gateway.close()
    return 0
  },
}
