import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { keyring } from '../base/sealing.ts'
import { partnerTokenSeal } from '../partners/partner-tokens.ts'
import { run, sql, type Step } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'
import { proveKeys, readKeyProof, renewKeyProof } from './key-proof.ts'
import { operations } from './operations.ts'

const key = (fill: number) => Buffer.alloc(32, fill)
const own = keyring(new Map([[1, key(1)]]), key(9))
const rotated = keyring(
  new Map([
    [1, key(1)],
    [2, key(2)],
  ]),
  key(9),
)
const newest = keyring(new Map([[2, key(2)]]), key(9))
const foreign = keyring(new Map([[1, key(3)]]), key(9))
const otherHashes = keyring(new Map([[1, key(1)]]), key(8))

function* tokenFrom({ sealed }: { sealed: Uint8Array }): Step<void> {
  yield* run(sql`insert into account (id, name, kind, status, created_at) values ('A', 'a', 'partner', 'active', 1)`)
  yield* run(sql`insert into partner_token (id, account, name, token_hash, token_sealed, writable, created_at)
    values ('T', 'A', 't', 'h', ${sealed}, 1, 1)`)
}

describe.each(testStores({ ...operations, tokenFrom }))('$name', (engine) => {
  let store: Store
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  test('foreign keys are refused beside a database without a proof, and leave none', async () => {
    await store.write(tokenFrom, { sealed: own.seal(Buffer.from('token'), partnerTokenSeal('T')) })
    await expect(proveKeys({ store, keyring: foreign })).rejects.toThrow('not those of this database')
    expect(await store.read(readKeyProof, undefined)).toBeUndefined()
  })

  test('the first keys leave a proof; others are refused from then on', async () => {
    await proveKeys({ store, keyring: own })
    await proveKeys({ store, keyring: own })
    for (const other of [foreign, otherHashes])
      await expect(proveKeys({ store, keyring: other })).rejects.toThrow('not those of this database')
  })

  test('after a rotation and the sealing anew the newest key alone is proven', async () => {
    await proveKeys({ store, keyring: rotated })
    await expect(proveKeys({ store, keyring: newest })).rejects.toThrow('not those of this database')
    expect(await renewKeyProof({ store, keyring: rotated })).toBe(1)
    expect(await renewKeyProof({ store, keyring: rotated })).toBe(0)
    await proveKeys({ store, keyring: newest })
  })
})
