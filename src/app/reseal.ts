import type { Keyring } from '../base/sealing.ts'
import { webhookTokenSeal } from '../instances/settings-store.ts'
import { noteResealed } from '../partners/upkeep/retention.ts'
import type { OperationTable, Row, Value } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'
import { renewKeyProof } from './key-proof.ts'
import {
  readSealed,
  readSettingsText,
  replaceSealed,
  replaceSettingsText,
  SEALED_PLACES,
  sealedPlace,
  type Resealed,
  type SealedPlaceName,
} from './sealed-places.ts'

export const resealOperations = {
  readSealed,
  readSettingsText,
  replaceSealed,
  replaceSettingsText,
} satisfies OperationTable

const PAGE = 200

interface World {
  store: Store
  keyring: Keyring
}

/**
 * Seals everything anew that an older master key sealed; how many values. It may run beside a gateway that knows the
 * newest key: a value which is written meanwhile is left as it was written. Running it again finds nothing to do.
 */
export async function resealAll(
  world: World,
  told: (done: number, total: number) => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const places = Object.keys(SEALED_PLACES) as SealedPlaceName[]
  const total = places.length + 1
  await told(0, total)
  let values = await resealSettings(world)
  for (const [done, place] of places.entries()) {
    await told(done + 1, total)
    values += await resealPlace(world, place)
  }
  // last: what proves the keys, and what says that all is done
  values += await renewKeyProof(world)
  await world.store.write(noteResealed, { version: world.keyring.version })
  await told(total, total)
  return values
}

async function resealPlace({ store, keyring }: World, place: SealedPlaceName): Promise<number> {
  const { first, keys } = sealedPlace(place)
  let after: readonly Value[] = first
  let total = 0
  for (;;) {
    const rows = await store.read(readSealed, { place, after, limit: PAGE })
    const last = rows.at(-1)
    if (!last) return total
    const keyOf = (row: Row): Value[] => keys.map((_, i) => row[`k${i}`] ?? null)
    const values = rows.flatMap((row) => resealRow(keyring, place, keyOf(row), row))
    if (values.length > 0) total += await store.write(replaceSealed, { place, values })
    after = keyOf(last)
  }
}

function resealRow(keyring: Keyring, place: SealedPlaceName, key: Value[], row: Row): Resealed[] {
  return Object.entries(sealedPlace(place).columns).flatMap(([column, { aad }]) => {
    const old = row[column]
    if (!(old instanceof Uint8Array) || old[0] === keyring.version) return []
    return [{ key, column, old, fresh: keyring.seal(keyring.open(old, aad(key)), aad(key)) }]
  })
}

/** The one sealed value that is no column: the Authorization value of webhooks, base64 inside the settings. */
async function resealSettings({ store, keyring }: World): Promise<number> {
  let total = 0
  for (let after = 0; ;) {
    const rows = await store.read(readSettingsText, { after, limit: PAGE })
    const last = rows.at(-1)
    if (!last) return total
    for (const { id, settings } of rows) {
      const stored = JSON.parse(settings) as { webhookUrlToken?: string }
      const old = Buffer.from(stored.webhookUrlToken ?? '', 'base64')
      if (old.length === 0 || old[0] === keyring.version) continue
      const aad = webhookTokenSeal(id)
      const webhookUrlToken = Buffer.from(keyring.seal(keyring.open(old, aad), aad)).toString('base64')
      total += await store.write(replaceSettingsText, {
        id,
        old: settings,
        fresh: JSON.stringify({ ...stored, webhookUrlToken }),
      })
    }
    after = last.id
  }
}
