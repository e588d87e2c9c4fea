import type { Account } from './account.ts'
import { BufferJSON } from './library.ts'
import type { EngineWorld } from './world.ts'

/**
 * What cannot be used again once it is older than what others remember: a sending chain would encrypt with keys that
 * were used before, a receiving one has fallen behind. Sender keys of groups go with them, ours and those we were given.
 */
const FORGOTTEN = ['session', 'sender-key', 'sender-key-memory']

/** One-time keys handed out after the backup had numbers that must not name other keys now. */
const SKIPPED_PREKEYS = 10_000

/**
 * Makes session state from a backup fit to be used. Every conversation begins anew: what is sent opens a session with the
 * recipient's current keys, what comes in an old one is asked for again by a retry receipt, which carries ours. Fresh
 * one-time keys are uploaded at the next connection, since their newest number is missing here. One commit.
 */
export async function renewAccount({ store }: Pick<EngineWorld, 'store'>, account: Account): Promise<void> {
  const { instance, epoch, creds } = account
  creds.nextPreKeyId += SKIPPED_PREKEYS
  creds.firstUnuploadedPreKeyId = creds.nextPreKeyId
  const bytes = Buffer.from(JSON.stringify(creds, BufferJSON.replacer))
  await store.commit(instance, epoch, { creds: bytes, renewed: { forget: FORGOTTEN } })
}
