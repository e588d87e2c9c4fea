import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ConfigError } from './config-error.ts'
import type { Config, KeySource } from './config.ts'

/** Keys as `keyring()` takes them: version → 32 bytes, and the key of look-up hashes. */
export interface Secrets {
  masters: ReadonlyMap<number, Uint8Array>
  lookupKey: Uint8Array
}

type KeyPlaces = Pick<Config, 'keys' | 'store'>

const HEAD = '# Rookery keys. Keep a copy apart from the database: without it no linked account can be used again.\n'

/**
 * Reads the keys, and makes them on the first start where the file is ours to make: refused beside an embedded
 * database that exists, since new keys would open nothing in it.
 */
export async function loadSecrets({ keys, store }: KeyPlaces): Promise<Secrets> {
  if ('file' in keys.master && keys.master.generate && !existsSync(keys.master.file)) {
    if (store.kind === 'embedded' && existsSync(store.file))
      throw new ConfigError(`${keys.master.file} is missing beside an existing database: put the key file back.`)
    await writeKeyFile(keys.master.file, `${HEAD}1:${newKey()}\nlookup:${newKey()}\n`)
  }
  const entries = parseKeys(await textOf(keys.master))
  const lookup = keys.lookup ? (await textOf(keys.lookup)).replace(/^lookup:/, '').trim() : entries.get('lookup')
  if (lookup === undefined)
    throw new ConfigError('There is no look-up key: add a lookup line or set ROOKERY_LOOKUP_KEY.')
  entries.delete('lookup')
  const masters = new Map<number, Uint8Array>()
  for (const [name, key] of entries) masters.set(versionOf(name), keyOf(key, `master key ${name}`))
  if (masters.size === 0) throw new ConfigError('There is no master key.')
  return { masters, lookupKey: keyOf(lookup, 'look-up key') }
}

/** The version that a further master key would have. */
export async function nextMasterKey(keys: Config['keys']): Promise<number> {
  const version = Math.max(0, ...versionsOf(await textOf(keyFile(keys)))) + 1
  if (version > 255) throw new ConfigError('A key file holds at most 255 versions.')
  return version
}

/** Adds a master key to the key file, unless it has this version already; the next `loadSecrets` seals with the newest. */
export async function addMasterKey(keys: Config['keys'], version: number): Promise<void> {
  const source = keyFile(keys)
  const text = await textOf(source)
  if (!versionsOf(text).includes(version)) await writeKeyFile(source.file, addLine(text, version))
}

function keyFile({ master }: Config['keys']): Extract<KeySource, { file: string }> {
  if ('file' in master) return master
  throw new ConfigError('The master keys come from ROOKERY_MASTER_KEY: add a version there, then rotate.')
}

const versionsOf = (text: string): number[] =>
  [...parseKeys(text).keys()].filter((name) => name !== 'lookup').map(versionOf)

function addLine(text: string, version: number): string {
  const line = `${version}:${newKey()}`
  if (!text.trimStart().startsWith('{')) return `${text.trimEnd()}\n${line}\n`
  const [name = '', key = ''] = line.split(':')
  return `${JSON.stringify({ ...Object.fromEntries(parseKeys(text)), [name]: key }, null, 2)}\n`
}

async function textOf(source: KeySource): Promise<string> {
  if ('text' in source) return source.text
  try {
    return await readFile(source.file, 'utf8')
  } catch {
    throw new ConfigError(`The key file ${source.file} cannot be read.`)
  }
}

/** Version (or `lookup`) → base64, from lines, words or a JSON object. */
function parseKeys(text: string): Map<string, string> {
  if (text.trimStart().startsWith('{')) return parseJson(text)
  const words = text.replace(/^\s*#.*$/gm, '').split(/[\s,]+/)
  const entries = new Map<string, string>()
  for (const word of words) {
    if (word === '') continue
    const colon = word.indexOf(':')
    if (colon < 1) throw new ConfigError('The master keys must be written as version:base64.')
    entries.set(word.slice(0, colon), word.slice(colon + 1))
  }
  return entries
}

function parseJson(text: string): Map<string, string> {
  try {
    const parsed: unknown = JSON.parse(text)
    const entries = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {})
    return new Map(entries.map(([name, key]) => [name, String(key)]))
  } catch {
    throw new ConfigError('The master keys begin like JSON but are not.')
  }
}

function versionOf(name: string): number {
  const version = /^\d{1,3}$/.test(name) ? Number(name) : 0
  if (version >= 1 && version <= 255) return version
  throw new ConfigError('A master key has a version that is no number from 1 to 255.')
}

function keyOf(base64: string, what: string): Uint8Array {
  const key = Buffer.from(base64, 'base64')
  if (key.length !== 32) throw new ConfigError(`The ${what} is not 32 bytes in base64.`)
  return key
}

const newKey = () => randomBytes(32).toString('base64')

/** Replaces the file at once and durably: a crash leaves the old one or the new one. */
async function writeKeyFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
