import { systemClock } from '../../base/clock.ts'
import type { Content } from '../../base/content.ts'
import { mintMessageId } from '../../base/ids.ts'
import { silentLog, type Log } from '../../base/log.ts'
import { engineClient, type EngineClient } from '../client.ts'
import type { SessionOptions } from '../port.ts'
import { eventLog, type EventLog } from '../testing/event-log.ts'
import { memoryMediaStore, type MemoryMediaStore } from '../testing/memory-media-store.ts'
import { memorySessionStore, type MemorySessionStore } from '../testing/memory-session-store.ts'
import { whatsappHost, type WhatsAppHostOptions } from './host.ts'
// After the engine: the network uses the same library, which has to be loaded behind the engine's hook.
import type { Phone, SandboxNetwork } from '../../../sandbox/src/api.ts'
import { startSandbox } from '../../../sandbox/src/index.ts'

/** A sandbox network for the tests of one file, and hosts on it. */
export interface Harness {
  network: SandboxNetwork
  /** Rules of the network that an engine broke. */
  violations: string[]
  newPhone(): Phone
  host(options?: Partial<WhatsAppHostOptions>, store?: MemorySessionStore): Running
  stop(): Promise<void>
}

/** A host with its client and everything it said. */
export interface Running {
  store: MemorySessionStore
  media: MemoryMediaStore
  client: EngineClient
  events: EventLog
  /** Links a new instance to a new phone by QR. */
  linked(options?: SessionOptions): Promise<{ id: number; phone: Phone }>
  /** Builds and hands over; the id of the message. */
  say(id: number, to: Phone, content: Content | string): Promise<string>
}

const OFFLINE: SessionOptions = { keepOnline: false }
let instance = 7000
let number = 4915100000000

export async function harness(): Promise<Harness> {
  const violations: string[] = []
  const network = await startSandbox({ onViolation: ({ rule, text }) => void violations.push(`${rule}: ${text}`) })
  const running = new Set<EngineClient>()
  const newPhone = () => network.createPhone({ number: String(++number), name: `Person ${number}` })
  return {
    network,
    violations,
    newPhone,
    host(options = {}, store = memorySessionStore()) {
      const media = memoryMediaStore()
      const client = engineClient(
        whatsappHost({
          network: { kind: 'sandbox', ...network.facts },
          store,
          media,
          log: silentLog,
          clock: systemClock,
          ...options,
        }),
      )
      running.add(client)
      return use(client, store, media, newPhone)
    },
    async stop() {
      for (const client of running) await client.stop()
      await network.stop()
    },
  }
}

function use(client: EngineClient, store: MemorySessionStore, media: MemoryMediaStore, newPhone: () => Phone): Running {
  const events = eventLog((listener) => client.on(listener))
  return {
    store,
    media,
    client,
    events,
    async linked(options = OFFLINE) {
      const id = ++instance
      const phone = newPhone()
      client.post({ do: 'link', instance: id, epoch: 1, attempt: `attempt ${id}`, options })
      const { qr } = await events.until('qr', (event) => event.instance === id)
      await phone.scan(qr)
      await events.until('opened', (event) => event.instance === id)
      return { id, phone }
    },
    async say(id, phone, content) {
      const idMessage = mintMessageId()
      const to = { kind: 'person' as const, phone: phone.number }
      const said = typeof content === 'string' ? { kind: 'text' as const, text: content } : content
      const { built } = await client.ask(id, { ask: 'build', idMessage, to, content: said })
      store.sent(id, idMessage, built)
      await client.ask(id, { ask: 'send', messages: [{ idMessage, to, built }] })
      return idMessage
    },
  }
}

/** An instance that no other test uses. */
export function newInstance(): number {
  return ++instance
}

/** A log that keeps its lines. */
export function keptLog(lines: string[]): Log {
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`)
  const log: Log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
  }
  return log
}
