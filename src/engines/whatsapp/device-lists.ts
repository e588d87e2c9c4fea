import type { CacheStore, SignalKeyStore } from 'baileys'
import type { KeyCache } from './key-cache.ts'

/** A device as the library lists it. */
export interface KnownDevice {
  user: string
  server: string
  device: number | undefined
}

export interface DeviceLists {
  /** Undefined: has to be asked of the network. */
  known(user: string): Promise<readonly KnownDevice[] | undefined>
  /** The same in the library's form. */
  readonly cache: CacheStore
}

interface Kept {
  devices: KnownDevice[]
  /** Milliseconds since 1970. */
  at: number
}

const TYPE = 'known-devices'
const LIFE_MS = 24 * 3600_000

/**
 * Device lists beside the account's keys, so that they outlive a restart: a list that has to be asked for again makes
 * the library begin every session with that person anew, which burns one-time prekeys. The network's notifications keep
 * them fresh, also those that come when a connection is resumed; a day is the bound should one get lost.
 */
export function deviceLists({ keys }: KeyCache, now: () => number): DeviceLists {
  const known = async (user: string) => {
    const found = (await keys.get(TYPE as 'device-list', [user])) as unknown as Record<string, Kept | undefined>
    const kept = found[user]
    return kept && now() - kept.at < LIFE_MS ? [...kept.devices] : undefined
  }
  // a commit that fails ends the session, whoever waits for it
  const put = (user: string, kept: Kept | null) => void Promise.resolve(set(keys, user, kept)).catch(() => undefined)
  return {
    known,
    cache: {
      get: (user: string) => known(user) as Promise<never>,
      set: (user: string, devices: unknown) => put(user, { devices: devices as KnownDevice[], at: now() }),
      del: (user: string) => put(user, null),
      flushAll: () => undefined,
    },
  }
}

function set(keys: SignalKeyStore, user: string, kept: Kept | null) {
  return keys.set({ [TYPE]: { [user]: kept } } as Parameters<SignalKeyStore['set']>[0])
}
