import {
  BufferJSON,
  DEFAULT_CONNECTION_CONFIG,
  generateSignalPubKey,
  initAuthCreds,
  type AuthenticationCreds,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalRepositoryWithLIDStore,
} from 'baileys'
import type { KeyBundle } from '../state/model.ts'
import { generateKeyPair, type KeyPair } from '../wire/curve.ts'
import { isSignedBy } from '../protocol/prekeys.ts'
import { SenderKeys, type SavedSenderKeys } from './sender-keys.ts'
import { silent } from './silent-logger.ts'

/** What of a phone's Signal state is kept on disk. */
export interface SavedSignal {
  creds: unknown
  keys: [string, unknown][]
  nextPreKey: number
  groups?: SavedSenderKeys
}

/** A phone's own Signal state: identity, prekeys, the sessions with every device it ever spoke to, and sender keys. */
export class PhoneSignal {
  readonly groups: SenderKeys
  readonly #creds: AuthenticationCreds
  readonly #keys: Map<string, unknown>
  readonly #repository: SignalRepositoryWithLIDStore
  #nextPreKey: number

  constructor(saved?: SavedSignal) {
    this.#creds = saved ? (revive(saved.creds) as AuthenticationCreds) : initAuthCreds()
    this.#keys = new Map(saved?.keys.map(([key, value]) => [key, revive(value)]))
    this.#nextPreKey = saved?.nextPreKey ?? 1
    this.groups = new SenderKeys(saved?.groups && (revive(saved.groups) as SavedSenderKeys))
    this.#repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
      { creds: this.#creds, keys: this.#store() },
      silent,
    )
  }

  get identity(): KeyPair {
    const { public: publicKey, private: privateKey } = this.#creds.signedIdentityKey
    return { public: Buffer.from(publicKey), private: Buffer.from(privateKey) }
  }

  get registrationId(): number {
    return this.#creds.registrationId
  }

  bundle(): KeyBundle {
    const { signedPreKey } = this.#creds
    const id = this.#nextPreKey++
    const pair = generateKeyPair()
    this.#keys.set(`pre-key ${id}`, pair)
    return {
      registrationId: this.registrationId,
      identity: this.identity.public,
      signed: {
        id: signedPreKey.keyId,
        value: Buffer.from(signedPreKey.keyPair.public),
        signature: Buffer.from(signedPreKey.signature),
      },
      oneTime: { id, value: pair.public },
    }
  }

  async hasSession(jid: string): Promise<boolean> {
    return (await this.#repository.validateSession(jid)).exists
  }

  /** Begins a session from a handed-out bundle. Throws when the signed prekey is not signed by the identity. */
  async begin(jid: string, bundle: KeyBundle): Promise<void> {
    if (!isSignedBy(bundle.identity, bundle.signed)) throw new Error(`The signed prekey of ${jid} is not its own.`)
    await this.#repository.injectE2ESession({
      jid,
      session: {
        registrationId: bundle.registrationId,
        identityKey: generateSignalPubKey(bundle.identity),
        signedPreKey: {
          keyId: bundle.signed.id,
          publicKey: generateSignalPubKey(bundle.signed.value),
          signature: bundle.signed.signature,
        },
        ...(bundle.oneTime && {
          preKey: { keyId: bundle.oneTime.id, publicKey: generateSignalPubKey(bundle.oneTime.value) },
        }),
      },
    })
  }

  encrypt(jid: string, data: Uint8Array): Promise<{ type: 'pkmsg' | 'msg'; ciphertext: Uint8Array }> {
    return this.#repository.encryptMessage({ jid, data })
  }

  /** Throws on a wrong MAC, a used counter, an unknown prekey or session. */
  decrypt(jid: string, type: 'pkmsg' | 'msg', ciphertext: Buffer): Promise<Uint8Array> {
    return this.#repository.decryptMessage({ jid, type, ciphertext })
  }

  save(): SavedSignal {
    const { groups } = this
    return { creds: this.#creds, keys: [...this.#keys], nextPreKey: this.#nextPreKey, groups: groups.save() }
  }

  close(): void {
    this.#repository.close?.()
  }

  // Reads and writes take no time, so a session step needs no transaction: the library queues per address.
  #store() {
    const keys = this.#keys
    return {
      get: <T extends keyof SignalDataTypeMap>(type: T, ids: string[]): { [id: string]: SignalDataTypeMap[T] } => {
        const found: { [id: string]: SignalDataTypeMap[T] } = {}
        for (const id of ids) {
          const value = keys.get(`${type} ${id}`)
          if (value !== undefined) found[id] = value as SignalDataTypeMap[T]
        }
        return found
      },
      set: (data: SignalDataSet): void => {
        for (const [type, values] of Object.entries(data)) {
          for (const [id, value] of Object.entries(values ?? {})) {
            if (value === null || value === undefined) keys.delete(`${type} ${id}`)
            else keys.set(`${type} ${id}`, value)
          }
        }
      },
      isInTransaction: (): boolean => false,
      transaction: <T>(work: () => Promise<T>): Promise<T> => work(),
    }
  }
}

function revive(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, BufferJSON.replacer), BufferJSON.reviver)
}
