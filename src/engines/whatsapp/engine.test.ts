import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { engineSpecSuite } from '../engine.spec-suite.ts'
import { whatsappHost } from './host.ts'
// After the engine: the network uses the same library, which has to be loaded behind the engine's hook.
import { startSandbox } from '../../../sandbox/src/index.ts'

engineSpecSuite('the WhatsApp engine', async () => {
  const network = await startSandbox()
  return {
    network,
    makeHost: (store, media) =>
      whatsappHost({
        network: { kind: 'sandbox', ...network.facts },
        store,
        media,
        log: silentLog,
        clock: systemClock,
      }),
  }
})
