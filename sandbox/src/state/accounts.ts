import { jidDecode } from 'baileys'
import type { Account, World } from './model.ts'

/** The network's own address, spelled as clients compare it. */
export const SERVER = '@s.whatsapp.net'

export type Addressing = 'lid' | 'pn'

export interface Endpoint {
  account: Account
  device: number
}

/** Account and device behind a user jid, by number or LID; undefined when the network does not know it. */
export function findEndpoint(world: World, jid: string | undefined): Endpoint | undefined {
  const decoded = jidDecode(jid)
  if (!decoded) return undefined
  const account =
    decoded.server === 'lid'
      ? world.lids.get(decoded.user)
      : decoded.server === 's.whatsapp.net' || decoded.server === 'c.us'
        ? world.accounts.get(decoded.user)
        : undefined
  return account && { account, device: decoded.device ?? 0 }
}

export function addressingOf(jid: string): Addressing {
  return jid.endsWith('@lid') ? 'lid' : 'pn'
}

/** Jid of an account, or of one of its devices when `device` is not 0. */
export function jidOf(account: Account, addressing: Addressing, device = 0): string {
  const user = addressing === 'lid' ? account.lid : account.number
  return `${user}${device ? `:${device}` : ''}@${addressing === 'lid' ? 'lid' : 's.whatsapp.net'}`
}

/**
 * How others see an account where it could be addressed either way: the name that is used, and the one beside it where
 * the network tells both.
 */
export function namesOf({ naming }: Account, addressing: Addressing): { by: Addressing; beside?: Addressing } {
  if (naming === 'number') return { by: 'pn' }
  if (naming === 'lid') return { by: 'lid' }
  return { by: addressing, beside: addressing === 'lid' ? 'pn' : 'lid' }
}

/** Devices of an account that can get messages, the phone first. */
export function deviceIds(account: Account): number[] {
  return [0, ...[...account.devices.values()].filter((device) => device.keys).map((device) => device.id)]
}
