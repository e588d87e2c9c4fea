import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Keyring } from '../base/sealing.ts'
import type { Config } from '../config/config.ts'
import { engineClient, type EngineClient } from '../engines/client.ts'
import { whatsappHost } from '../engines/whatsapp/host.ts'
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

/** The session host of this process. Throws when the configured network is not what it claims to be. */
export function openEngine({ network, whatsapp, retention }: Config, world: EngineWorld): EngineClient {
  const { store, media, keyring, clock, log } = world
  const { version: configured } = whatsapp
  const host = whatsappHost({
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
  return engineClient(host)
}
