import { join } from 'node:path'
import { loadKeyring } from '../src/app/keyring.ts'
import { readSealed, SEALED_PLACES, sealedPlace, type SealedPlaceName } from '../src/app/sealed-places.ts'
import { configOf } from '../src/config/config.ts'
import { loadSecrets } from '../src/config/secrets.ts'
import { openWebhookToken } from '../src/instances/settings-store.ts'
import { readSettings } from '../src/instances/settings.ts'
import { drive } from '../src/store/sql/drive.ts'
import { openSqlite, type Sqlite } from '../src/store/sql/driver.ts'
import type { SecretBook } from './secret-search.ts'

/** Notes the keys of an installation and everything that they seal in its database at this moment. */
export async function noteSealed(book: SecretBook, dataFolder: string): Promise<void> {
  const config = configOf({ ROOKERY_DATA: dataFolder }, 'tool')
  const { masters, lookupKey } = await loadSecrets(config)
  for (const key of [...masters.values(), lookupKey]) book.add('installation key', key)
  const keyring = await loadKeyring(config)
  const database = openSqlite(join(dataFolder, 'rookery.sqlite'), { readOnly: true })
  try {
    for (const [name, opened] of sealedValues(database, (bytes, aad) => keyring.open(bytes, aad)))
      noteOpened(book, name, opened)
    const { rows } = database.query({ text: 'select id, settings from instance', values: [] })
    for (const { id, settings } of rows) {
      const token = openWebhookToken(Number(id), readSettings(String(settings)), keyring)
      if (token !== '') book.add('webhook token', token)
    }
  } finally {
    database.close()
  }
}

function sealedValues(database: Sqlite, open: (bytes: Uint8Array, aad: string) => Buffer): [string, Buffer][] {
  return (Object.keys(SEALED_PLACES) as SealedPlaceName[]).flatMap((place) => {
    const { first, columns } = sealedPlace(place)
    const rows = drive(readSealed({ place, after: first, limit: 100_000 }), database)
    return rows.flatMap((row) =>
      Object.entries(columns).flatMap(([column, { aad }]): [string, Buffer][] => {
        const sealed = row[column]
        const key = ['k0', 'k1', 'k2'].map((name) => row[name] ?? null)
        const name = place === 'key' ? `key ${String(row['k1'])}` : `${place} ${column}`
        return sealed instanceof Uint8Array ? [[name, open(sealed, aad(key))]] : []
      }),
    )
  })
}

/** Kinds of keys that hold names of devices and nothing secret. */
const NAMES = /^key (?:device-list|lid-mapping|tctoken|sender-key-memory)$/
const BASE64 = /^[A-Za-z0-9+/]{40,}={0,2}$/

/** What was sealed: the words of messages as they are, records as the keys inside, all else whole. */
function noteOpened(book: SecretBook, name: string, opened: Buffer): void {
  if (NAMES.test(name) || opened.length < 8) return
  if (name === 'link qr_sealed') return noteQr(book, opened.toString())
  if (name.startsWith('inbox ')) return book.add(name, opened, 'words')
  const record = recordIn(opened)
  if (record === undefined) return book.add(name, opened)
  for (const leaf of leavesOf(record)) {
    if (/^(?:gac\.)?[0-9a-f]{40,}$/.test(leaf)) book.add(name, leaf)
    else if (BASE64.test(leaf)) book.add(name, Buffer.from(leaf, 'base64'))
  }
}

/** The parts of a QR text: a one-time reference and keys of the session to come. */
export function noteQr(book: SecretBook, text: string): void {
  for (const part of text.split(',')) if (part.length >= 20) book.add('QR', part)
}

function recordIn(opened: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(opened.toString())
    return typeof value === 'object' ? value : undefined
  } catch {
    return undefined
  }
}

/** Texts inside a value, names of fields included: a session record is filed under its public keys. */
export function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  const names = Array.isArray(value) ? [] : Object.keys(value)
  return names.concat(Object.values(value).flatMap(leavesOf))
}
