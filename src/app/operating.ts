import { failure, Failure } from '../base/errors.ts'
import type { Config } from '../config/config.ts'
import type { Ports } from '../contract/ports.ts'
import { findInstance } from '../instances/known-instances.ts'
import { proxySeal, setProxy } from '../instances/settings-store.ts'
import { countParked, dropParked, releaseParked, resumeQueues } from '../messaging/outgoing/resume.ts'
import { giveOrder, readOrders } from './orders.ts'

export const noSuchInstance = failure({
  code: 'noSuchInstance',
  status: 404,
  form: 'problem',
  sentence: 'There is no such instance, or it is deleted.',
})

/** A proxy that failed its test. The sentence says why, without its address or password. */
export const proxyRefused = failure({
  code: 'proxyRefused',
  status: 400,
  form: 'problem',
  sentence: 'The proxy was not kept.',
})

/** Operator's work on queues and sessions; a running gateway notices it within seconds. */
export interface Operating {
  /** Lets paused queues send again: of one instance or all. How many were paused. */
  resumeQueues(instance?: number): Promise<number>
  /** Parked messages of one instance or all. */
  countParked(instance?: number): Promise<number>
  /** Sends parked messages after all, or gives them up; how many. */
  settleParked(how: 'send' | 'drop', instance?: number): Promise<number>
  /**
   * Tries a proxy, keeps it sealed and moves the session to it; null: the session goes out directly. Rejects with
   * `noSuchInstance` or `proxyRefused`; then nothing has changed.
   */
  setProxy(instance: number, url: string | null): Promise<void>
  /** The ordered WhatsApp version `a.b.c`; "" when the configured one counts. */
  whatsappVersion(): Promise<string>
  /** Orders another version for the next connections; "" takes the order back. */
  orderWhatsappVersion(version: string): Promise<void>
}

const CHUNK = 100

export function operatingOf(
  { store, keyring, clock }: Pick<Ports, 'store' | 'keyring' | 'clock'>,
  { network }: Pick<Config, 'network'>,
): Operating {
  const which = (instance: number | undefined) => (instance === undefined ? {} : { instance })
  const moved = () => store.write(giveOrder, { name: 'queuesMoved', value: String(clock.now()) })
  return {
    async resumeQueues(instance) {
      const resumed = await store.write(resumeQueues, which(instance))
      await moved()
      return resumed
    },
    countParked: (instance) => store.read(countParked, { ...which(instance), at: clock.now() }),
    async settleParked(how, instance) {
      const operation = how === 'send' ? releaseParked : dropParked
      let total = 0
      for (;;) {
        const done = await store.write(operation, { ...which(instance), at: clock.now(), limit: CHUNK })
        total += done
        if (done < CHUNK) break
      }
      await moved()
      return total
    },
    async setProxy(instance, url) {
      const row = await store.read(findInstance, { id: instance })
      if (!row || row.deleted_at !== null) throw new Failure(noSuchInstance)
      if (url !== null) await tryProxy(url, network)
      const proxySealed = url === null ? null : keyring.seal(Buffer.from(url), proxySeal(instance))
      await store.write(setProxy, { instance, proxySealed, at: clock.now() })
    },
    whatsappVersion: async () => (await store.read(readOrders, undefined)).whatsappVersion,
    orderWhatsappVersion: (version) => store.write(giveOrder, { name: 'whatsappVersion', value: version }),
  }
}

const PROXY = /^(https?|socks5):\/\//

async function tryProxy(url: string, network: Config['network']): Promise<void> {
  if (!PROXY.test(url) || !URL.canParse(url))
    throw new Failure(proxyRefused, {
      sentence: 'The proxy was not kept: its address must be http://, https:// or socks5:// with host and port.',
    })
  // Loaded here: no other command needs the engine.
  const { testProxy } = await import('../engines/whatsapp/test-proxy.ts')
  const wrong = await testProxy(url, network.kind === 'live' ? network : { kind: 'sandbox', ...network.facts })
  if (wrong !== undefined) throw new Failure(proxyRefused, { sentence: `The proxy was not kept: ${wrong}.` })
}
