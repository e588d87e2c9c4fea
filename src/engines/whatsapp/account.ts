import type { AuthenticationCreds } from 'baileys'
import type { InboxRow, LinkedAccount } from '../port.ts'
import { userOf } from './jid.ts'
import { keyCache, type KeyCache } from './key-cache.ts'
import { BufferJSON, initAuthCreds } from './library.ts'
import type { EngineWorld } from './world.ts'

/** Credentials and keys of one linked device, alive across reconnects. */
export interface Account {
  instance: number
  epoch: number
  creds: AuthenticationCreds
  cache: KeyCache
  /** Set by the session that uses the account. */
  onInbox: (rows: InboxRow[]) => void
  onNames: (phone: string, lid: string) => void
  onBroken: (error: unknown) => void
}

function makeAccount(world: EngineWorld, instance: number, epoch: number, creds: AuthenticationCreds): Account {
  const account: Omit<Account, 'cache'> = {
    instance,
    epoch,
    creds,
    onInbox: () => undefined,
    onNames: () => undefined,
    onBroken: () => undefined,
  }
  const cache = keyCache(
    {
      store: world.store,
      instance,
      epoch,
      clean: world.clean,
      onInbox: (rows) => linked.onInbox(rows),
      onNames: (phone, lid) => linked.onNames(phone, lid),
      onBroken: (error) => linked.onBroken(error),
    },
    () => linked.creds,
  )
  const linked: Account = Object.assign(account, { cache })
  return linked
}

export function freshAccount(world: EngineWorld, instance: number, epoch: number): Account {
  return makeAccount(world, instance, epoch, initAuthCreds())
}

/** Undefined when the instance has no usable credentials. */
export async function storedAccount(world: EngineWorld, instance: number, epoch: number): Promise<Account | undefined> {
  const bytes = await world.store.creds(instance)
  if (!bytes) return undefined
  const creds = JSON.parse(Buffer.from(bytes).toString(), BufferJSON.reviver) as AuthenticationCreds
  return creds.me && creds.account ? makeAccount(world, instance, epoch, creds) : undefined
}

export function describe(creds: AuthenticationCreds): LinkedAccount {
  const lid = userOf(creds.me?.lid)
  return {
    phone: userOf(creds.me?.id) ?? '',
    ...(lid !== undefined && { lid }),
    pushName: creds.me?.name ?? '',
    deviceId: creds.me?.id ?? '',
    platform: creds.platform ?? '',
  }
}
