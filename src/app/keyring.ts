import { keyring, type Keyring } from '../base/sealing.ts'
import type { Config } from '../config/config.ts'
import { loadSecrets } from '../config/secrets.ts'

/** The keyring of the configured keys; makes the key file on the first start. */
export async function loadKeyring(config: Pick<Config, 'keys' | 'store'>): Promise<Keyring> {
  const { masters, lookupKey } = await loadSecrets(config)
  return keyring(masters, lookupKey)
}
