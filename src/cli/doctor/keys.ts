import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Config } from '../../config/config.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { fail, ok, sentenceOf, warn, type Finding } from './finding.ts'

/** The master key: there, readable, nobody else's to read. Looks without making one. */
export async function masterKey(config: Pick<Config, 'keys' | 'store'>): Promise<Finding[]> {
  const { master } = config.keys
  if ('file' in master && master.generate && !existsSync(master.file)) {
    if (config.store.kind === 'embedded' && existsSync(config.store.file))
      return [fail('master key', `${master.file} is missing beside an existing database.`, 'Put the key file back.')]
    return [ok('master key', 'will be made on the first start')]
  }
  try {
    const { masters } = await loadSecrets(config)
    const findings = [ok('master key', `version ${Math.max(...masters.keys())} seals, ${masters.size} in all`)]
    return 'file' in master ? [...findings, ...(await permissions(master.file))] : findings
  } catch (error) {
    return [fail('master key', sentenceOf(error), 'docs/configuration.md says how keys are written.')]
  }
}

async function permissions(file: string): Promise<Finding[]> {
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0) return []
  return [warn('master key', `${file} is open to other users.`, `Run chmod 600 ${file}`)]
}
