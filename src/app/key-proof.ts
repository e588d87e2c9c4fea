import type { Keyring } from '../base/sealing.ts'
import { ConfigError } from '../config/config-error.ts'
import { one, run, sql, type OperationTable, type Step } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'
import { readSealed, SEALED_PLACES } from './sealed-places.ts'

const NAME = 'keyProof'
const AAD = `setting/${NAME}`

/** The stored proof; `fresh` becomes it where there is none yet. */
export function* keepKeyProof(input: { fresh: string }): Step<string> {
  yield* run(sql`insert into setting (name, value) values (${NAME}, ${input.fresh}) on conflict (name) do nothing`)
  return (yield* readKeyProof()) ?? input.fresh
}

export function* readKeyProof(): Step<string | undefined> {
  return (yield* one<{ value: string }>(sql`select value from setting where name = ${NAME}`))?.value
}

/** Sets a newer proof unless another has come in between. */
export function* replaceKeyProof(input: { old: string; fresh: string }): Step<number> {
  return yield* run(sql`update setting set value = ${input.fresh} where name = ${NAME} and value = ${input.old}`)
}

export const keyProofOperations = { keepKeyProof, readKeyProof, replaceKeyProof } satisfies OperationTable

interface World {
  store: Store
  keyring: Keyring
}

/**
 * Refuses keys that are not those of the database: what they sealed would lie beside what they cannot open, and no token
 * would be found again. The first start leaves a proof, a sealed word and its look-up hash, which says nothing to anybody
 * else. Rejects with `ConfigError`.
 */
export async function proveKeys({ store, keyring }: World): Promise<void> {
  const kept = await store.read(readKeyProof, undefined)
  if (kept === undefined) await openOldest({ store, keyring })
  const proof = kept ?? (await store.write(keepKeyProof, { fresh: proofOf(keyring) }))
  const [sealed = '', hash] = proof.split('.')
  if (hash !== keyring.lookup(NAME) || !opens(keyring, Buffer.from(sealed, 'base64'), AAD)) throw foreignKeys()
}

/** Seals the proof with the newest key; 1 when it was sealed with an older one. */
export async function renewKeyProof({ store, keyring }: World): Promise<number> {
  const old = await store.read(readKeyProof, undefined)
  if (old === undefined || Buffer.from(old, 'base64')[0] === keyring.version) return 0
  return await store.write(replaceKeyProof, { old, fresh: proofOf(keyring) })
}

function proofOf(keyring: Keyring): string {
  return `${Buffer.from(keyring.seal(Buffer.from(NAME), AAD)).toString('base64')}.${keyring.lookup(NAME)}`
}

/** A database older than the proof shows by a token whether the keys are its own. */
async function openOldest({ store, keyring }: World): Promise<void> {
  const [row] = await store.read(readSealed, { place: 'partnerToken', after: [''], limit: 1 })
  const { aad } = SEALED_PLACES.partnerToken.columns.token_sealed
  if (row?.['token_sealed'] instanceof Uint8Array && !opens(keyring, row['token_sealed'], aad([row['k0'] ?? ''])))
    throw foreignKeys()
}

function opens(keyring: Keyring, sealed: Uint8Array, aad: string): boolean {
  try {
    keyring.open(sealed, aad)
    return true
  } catch {
    return false
  }
}

function foreignKeys(): ConfigError {
  return new ConfigError('The keys are not those of this database: put its own key file, or ROOKERY_MASTER_KEY, back.')
}
