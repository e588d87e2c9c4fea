import { keyring, type RenewableKeyring } from '../base/sealing.ts'
import type { Config } from '../config/config.ts'
import { loadSecrets } from '../config/secrets.ts'

/** The keyring of the configured keys; makes the key file on the first start. */
export async function loadKeyring(config: Pick<Config, 'keys' | 'store'>): Promise<RenewableKeyring> {
  const { masters, lookupKey } = await loadSecrets(config)
  return keyring(masters, lookupKey)
}

/** Teaches a running gateway the keys that were added to its key file. */
export async function renewKeyring(config: Pick<Config, 'keys' | 'store'>, held: RenewableKeyring): Promise<void> {
  const { masters } = await loadSecrets(config)
  held.renew(masters)
}
