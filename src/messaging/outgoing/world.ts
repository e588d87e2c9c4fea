import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Bus } from '../../bus/port.ts'
import type { EngineClient } from '../../engines/client.ts'
import type { MediaStore } from '../../media/port.ts'
import type { Transcoder } from '../../media/transcoder.ts'
import type { Store } from '../../store/port/store.ts'
import type { Outbound } from '../../delivery/outbound.ts'

/** What sending needs of the world. */
export interface SendingWorld {
  store: Store
  bus: Bus
  engine: EngineClient
  media: MediaStore
  transcoder: Transcoder
  clock: Clock
  log: Log
  outbound: Outbound
  policy: { unlimited: boolean; fileLimit: number; fileLifeMs: number }
}
