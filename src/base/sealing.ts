import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Envelope for secrets at rest: AES-256-GCM under a versioned key, bound to its row by associated data.
 * Layout: version (1 byte) ‖ iv (12) ‖ tag (16) ‖ ciphertext. A value moved to another row does not open.
 */
export interface Keyring {
  /** The version new values are sealed with. */
  readonly version: number
  /** Seals `plain` for the row named by `aad` (table and key, joined with `/`). */
  seal(plain: Uint8Array, aad: string): Uint8Array
  /** Opens a sealed value; throws when it was altered, moved or its key version is unknown. */
  open(sealed: Uint8Array, aad: string): Buffer
  /** Keyed hash of a token for look-up: hex, 64 characters; the same for every key version. */
  lookup(token: string): string
}

/** A keyring that learns newer keys while it is used. */
export interface RenewableKeyring extends Keyring {
  /** Takes further master keys; the highest of all seals from now on, and what opened before still opens. */
  renew(masters: ReadonlyMap<number, Uint8Array>): void
}

/**
 * `masters`: version (1 to 255) → 32-byte master key, the highest seals. `lookupKey`: 32 bytes that never rotate,
 * since rotating them would orphan every look-up hash.
 */
export function keyring(masters: ReadonlyMap<number, Uint8Array>, lookupKey: Uint8Array): RenewableKeyring {
  let { keys, version, current } = sealKeys(masters, new Map())
  return {
    get version() {
      return version
    },
    renew(newer) {
      ;({ keys, version, current } = sealKeys(newer, keys))
    },
    seal(plain, aad) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', current, iv).setAAD(Buffer.from(aad))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body])
    },
    open(sealed, aad) {
      const key = keys.get(sealed[0] ?? 0)
      if (!key || sealed.length < 29) throw new Error('sealed value has an unknown key version')
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
      decipher.setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(13, 29))
      return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()])
    },
    lookup: (token) => createHmac('sha256', lookupKey).update(token).digest('hex'),
  }
}

/** The keys that seal, derived from master keys, beside those that are `known`; the highest version is the current one. */
function sealKeys(masters: ReadonlyMap<number, Uint8Array>, known: ReadonlyMap<number, Buffer>) {
  const keys = new Map(known)
  for (const [version, master] of masters) {
    if (version < 1 || version > 255 || master.length !== 32)
      throw new Error('a master key has a bad version or length')
    keys.set(version, Buffer.from(hkdfSync('sha256', master, '', 'rookery seal', 32)))
  }
  const version = Math.max(...keys.keys())
  const current = keys.get(version)
  if (!current) throw new Error('no master key')
  return { keys, version, current }
}
