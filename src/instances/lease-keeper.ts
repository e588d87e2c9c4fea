import type { Ports } from '../contract/ports.ts'
import { renewNode } from './lease.ts'

/** How long a node's leases outlive its last sign of life. */
const NODE_LIFETIME = 15_000
const RENEW_EVERY = 4000

export interface LeaseKeeper {
  stop(): Promise<void>
}

/**
 * Keeps this node's row alive; resolves when it is written for the first time. When it could not be renewed for as
 * long as other nodes wait, `onLost` is called: they may claim our sessions from that moment on.
 */
export async function keepLeases(
  { store, clock, log, keyring }: Pick<Ports, 'store' | 'clock' | 'log' | 'keyring'>,
  node: string,
  onLost: () => void,
): Promise<LeaseKeeper> {
  const stopping = new AbortController()
  let until = await renew()
  const kept = keep()

  async function renew(): Promise<number> {
    const reach = clock.now() + NODE_LIFETIME
    await store.write(renewNode, { node, until: reach, keyVersion: keyring.version })
    return reach
  }

  async function keep(): Promise<void> {
    let lost = false
    for (;;) {
      await clock.sleepUntil(clock.now() + RENEW_EVERY, stopping.signal)
      if (stopping.signal.aborted) return
      try {
        until = await renew()
        lost = false
      } catch (error) {
        log.warn({ error: String(error), node }, 'the node could not renew its leases')
        if (!lost && clock.now() >= until) {
          lost = true
          onLost()
        }
      }
    }
  }

  return {
    async stop() {
      stopping.abort()
      await kept
      await store.write(renewNode, { node, until: 0, keyVersion: keyring.version })
    },
  }
}
