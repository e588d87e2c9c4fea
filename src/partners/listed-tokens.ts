import { LRUCache } from 'lru-cache'
import type { Keyring } from '../base/sealing.ts'
import type { Ports } from '../contract/ports.ts'
import type { Instance } from '../instances/instance.ts'
import { instanceTokenSeal } from '../instances/settings-store.ts'
import { sealedTokens, type ListedInstance } from './rows.ts'

/** Tokens that were opened before, by their keyed hash: opening ten thousand takes longer than all the rest of a list. */
const opened = new WeakMap<Keyring, LRUCache<string, string>>()
const OPENED_TOKENS = 20_000

/** The token of an instance. */
export function openToken({ id, token_sealed }: Pick<Instance, 'id' | 'token_sealed'>, keyring: Keyring): string {
  return keyring.open(token_sealed, instanceTokenSeal(id)).toString()
}

/** Tokens of instances by their ids; only those that no list has opened before are read. */
export async function listedTokens(
  rows: readonly Pick<ListedInstance, 'id' | 'token_hash'>[],
  { store, keyring }: Pick<Ports, 'store' | 'keyring'>,
): Promise<(row: Pick<ListedInstance, 'id' | 'token_hash'>) => string> {
  const known = opened.get(keyring) ?? new LRUCache<string, string>({ max: OPENED_TOKENS })
  opened.set(keyring, known)
  const tokens = new Map<number, string>()
  const unknown: number[] = []
  for (const { id, token_hash } of rows) {
    const token = known.get(token_hash)
    if (token === undefined) unknown.push(id)
    else tokens.set(id, token)
  }
  const sealed = unknown.length === 0 ? [] : await store.read(sealedTokens, { instances: unknown })
  for (const row of sealed) {
    const token = openToken(row, keyring)
    tokens.set(row.id, token)
    known.set(row.token_hash, token)
  }
  return ({ id }) => tokens.get(id) ?? ''
}
