import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Keyring } from '../base/sealing.ts'
import type { Config } from '../config/config.ts'
import { engineClient, type EngineClient } from '../engines/client.ts'
import type { EngineHost } from '../engines/port.ts'
import { sessionStore } from '../instances/session-store.ts'
import type { MediaStore } from '../media/port.ts'
import { sentMessage } from '../messaging/journals/sent-message.ts'
import type { Store } from '../store/port/store.ts'

interface EngineWorld {
  store: Store
  media: MediaStore
  keyring: Keyring
  clock: Clock
  log: Log
  /** WhatsApp Web version that counts before the configured one; asked at each connection. */
  version(): readonly [number, number, number] | undefined
}

/** The session host of this process, which can be given commands before it is there. */
export interface Engine {
  readonly client: EngineClient
  /** Loads the engine's library, most of a start, and makes the host. Rejects when the network is not what it claims to be. */
  load(): Promise<void>
}

export function openEngine(config: Config, world: EngineWorld): Engine {
  let arrive = (_host: Promise<EngineHost>): void => undefined
  let asked = false
  const coming = new Promise<EngineHost>((resolve) => (arrive = resolve))
  // whoever calls `load` hears why it failed
  const then = (use: (host: EngineHost) => void) => void coming.then(use, () => undefined)
  const host: EngineHost = {
    listen: (listener) => then((there) => there.listen(listener)),
    post: (command) => then((there) => there.post(command)),
    stop: async () => {
      if (asked)
        await coming.then(
          (there) => there.stop(),
          () => undefined,
        )
    },
  }
  return {
    client: engineClient(host),
    async load() {
      asked = true
      arrive(makeHost(config, world))
      await coming
    },
  }
}

async function makeHost({ network, whatsapp, retention }: Config, world: EngineWorld): Promise<EngineHost> {
  const { store, media, keyring, clock, log } = world
  const { version: configured } = whatsapp
  const { whatsappHost } = await import('../engines/whatsapp/host.ts')
  return whatsappHost({
    network: network.kind === 'live' ? { kind: 'live' } : { kind: 'sandbox', ...network.facts },
    store: sessionStore({ store, keyring, clock, sentMessage: sentMessage(store) }),
    media,
    log,
    clock,
    limits: { concurrentConnects: whatsapp.connects, mediaLifetimeMs: retention.mediaMs },
    version() {
      const [a, b, c] = world.version() ?? configured ?? []
      return a === undefined || b === undefined || c === undefined ? undefined : [a, b, c]
    },
  })
}
