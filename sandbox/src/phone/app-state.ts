import { randomBytes } from 'node:crypto'
import { proto } from 'baileys'
import * as arithmetic from './app-state-keys.ts'

/** A change that somebody made to the account's app state: `index` names what it is about. */
export interface AppChange {
  index: string[]
  operation: arithmetic.Operation
  value: proto.ISyncActionValue
}

interface Collection {
  version: number
  hash: Buffer
  /** MAC of the value of each index, by the MAC of the index in base64. */
  values: Map<string, Buffer>
  /** Encoded patches, the first being that of version 1. */
  patches: Buffer[]
}

/** What of app state is kept on disk. */
export interface SavedAppState {
  keyId: Buffer
  keyData: Buffer
  collections: { name: string; version: number; hash: Buffer; values: [string, Buffer][]; patches: Buffer[] }[]
}

const OPERATIONS = proto.SyncdMutation.SyncdOperation

/** The app state of an account: its key, and every collection with all its patches. Every MAC of a patch is checked. */
export class AppState {
  readonly #keyId: Buffer
  readonly #keyData: Buffer
  readonly #keys: arithmetic.MutationKeys
  readonly #collections = new Map<string, Collection>()

  constructor(saved?: SavedAppState) {
    this.#keyId = saved ? Buffer.from(saved.keyId) : Buffer.concat([Buffer.alloc(2), randomBytes(4)])
    this.#keyData = saved ? Buffer.from(saved.keyData) : randomBytes(32)
    this.#keys = arithmetic.mutationKeys(this.#keyData)
    for (const { name, version, hash, values, patches } of saved?.collections ?? []) {
      const macs = new Map(values.map(([index, mac]) => [index, Buffer.from(mac)]))
      const kept = patches.map((patch) => Buffer.from(patch))
      this.#collections.set(name, { version, hash: Buffer.from(hash), values: macs, patches: kept })
    }
  }

  /** The words that give a newly linked device the key. */
  keyShare(): proto.IMessage {
    const keyData = { keyData: this.#keyData, fingerprint: { rawId: 1, currentIndex: 0, deviceIndexes: [0] } }
    const keys = [{ keyId: { keyId: this.#keyId }, keyData: { ...keyData, timestamp: Date.now() } }]
    const type = proto.Message.ProtocolMessage.Type.APP_STATE_SYNC_KEY_SHARE
    return { protocolMessage: { type, appStateSyncKeyShare: { keys } } }
  }

  version(name: string): number {
    return this.#of(name).version
  }

  /** Encoded patches behind a version. */
  since(name: string, version: number): Buffer[] {
    return this.#of(name).patches.slice(version)
  }

  /** The whole collection, encoded: what a client is given instead of its patches. Undefined for an empty one. */
  snapshot(name: string): Buffer | undefined {
    const { version, hash, patches } = this.#of(name)
    if (version === 0) return undefined
    const records = new Map<string, proto.ISyncdRecord>()
    for (const { operation, record } of patches.flatMap((patch) => proto.SyncdPatch.decode(patch).mutations ?? [])) {
      const index = Buffer.from(record?.index?.blob ?? []).toString('base64')
      records.delete(index)
      if (operation === OPERATIONS.SET && record) records.set(index, record)
    }
    const mac = arithmetic.snapshotMac(this.#keys, hash, version, name)
    const whole = { version: { version }, records: [...records.values()], keyId: { id: this.#keyId }, mac }
    return Buffer.from(proto.SyncdSnapshot.encode(whole).finish())
  }

  /** Makes changes on the phone itself, all in one patch. */
  change(name: string, ...changes: AppChange[]): void {
    const collection = this.#of(name)
    const version = collection.version + 1
    const made = changes.map((change) => this.#sealed(change))
    const keyId = { id: this.#keyId }
    const next = mixed(collection, made)
    const snapshotMac = arithmetic.snapshotMac(this.#keys, next.hash, version, name)
    const macs = made.map(({ mac }) => mac)
    const patchMac = arithmetic.patchMac(this.#keys, snapshotMac, macs, version, name)
    const mutations = made.map(({ mutation }) => mutation)
    this.#keep(name, { ...next, version }, { keyId, snapshotMac, patchMac, mutations })
  }

  #sealed({ index, operation, value }: AppChange): Mixed & { mutation: proto.ISyncdMutation } {
    const indexBytes = Buffer.from(JSON.stringify(index))
    const action = {
      index: indexBytes,
      value: { ...value, timestamp: Date.now() },
      padding: Buffer.alloc(0),
      version: 2,
    }
    const sealed = arithmetic.seal(this.#keys, proto.SyncActionData.encode(action).finish())
    const mac = arithmetic.valueMac(this.#keys, operation, this.#keyId, sealed)
    const indexMac = arithmetic.indexMac(this.#keys, indexBytes)
    const keyId = { id: this.#keyId }
    const record = { index: { blob: indexMac }, value: { blob: Buffer.concat([sealed, mac]) }, keyId }
    const mutation = { operation: operation === 'set' ? OPERATIONS.SET : OPERATIONS.REMOVE, record }
    return { indexMac, mac, operation, mutation }
  }

  /** Takes a client's patch, the next of its collection. Throws what is wrong with it. */
  take(name: string, encoded: Buffer): AppChange[] {
    const collection = this.#of(name)
    const version = collection.version + 1
    const patch = proto.SyncdPatch.decode(encoded)
    if (!this.#keyId.equals(patch.keyId?.id ?? Buffer.alloc(0))) throw new Error('an unknown key')
    const read = (patch.mutations ?? []).map((mutation) => this.#read(mutation))
    const next = mixed(collection, read)
    const snapshotMac = arithmetic.snapshotMac(this.#keys, next.hash, version, name)
    if (!snapshotMac.equals(patch.snapshotMac ?? Buffer.alloc(0))) throw new Error('a wrong hash of the whole')
    const macs = read.map(({ mac }) => mac)
    const patchMac = arithmetic.patchMac(this.#keys, snapshotMac, macs, version, name)
    if (!patchMac.equals(patch.patchMac ?? Buffer.alloc(0))) throw new Error('a wrong MAC of the patch')
    this.#keep(name, { ...next, version }, patch)
    return read.map(({ change }) => change)
  }

  save(): SavedAppState {
    const collections = [...this.#collections].map(([name, { values, ...rest }]) => ({
      name,
      version: rest.version,
      hash: rest.hash,
      patches: rest.patches,
      values: [...values],
    }))
    return { keyId: this.#keyId, keyData: this.#keyData, collections }
  }

  #of(name: string): Collection {
    return this.#collections.get(name) ?? { version: 0, hash: Buffer.alloc(128), values: new Map(), patches: [] }
  }

  #keep(name: string, next: Omit<Collection, 'patches'>, patch: proto.ISyncdPatch): void {
    const versioned = proto.SyncdPatch.encode({ ...patch, version: { version: next.version } }).finish()
    this.#collections.set(name, { ...next, patches: [...this.#of(name).patches, Buffer.from(versioned)] })
  }

  #read({ operation, record }: proto.ISyncdMutation): Mixed & { change: AppChange } {
    const blob = Buffer.from(record?.value?.blob ?? [])
    const [sealed, mac] = [blob.subarray(0, -32), blob.subarray(-32)]
    const done = operation === OPERATIONS.REMOVE ? 'remove' : 'set'
    if (!arithmetic.valueMac(this.#keys, done, this.#keyId, sealed).equals(mac))
      throw new Error('a wrong MAC of a value')
    const action = proto.SyncActionData.decode(arithmetic.open(this.#keys, sealed))
    const index = Buffer.from(action.index ?? [])
    const indexMac = arithmetic.indexMac(this.#keys, index)
    if (!indexMac.equals(record?.index?.blob ?? Buffer.alloc(0))) throw new Error('a wrong MAC of an index')
    const change = {
      index: JSON.parse(index.toString()) as string[],
      operation: done,
      value: action.value ?? {},
    } as const
    return { indexMac, mac, operation: done, change }
  }
}

interface Mixed {
  indexMac: Buffer
  mac: Buffer
  operation: arithmetic.Operation
}

function mixed({ hash, values, version }: Collection, mutations: readonly Mixed[]): Omit<Collection, 'patches'> {
  const next = new Map(values)
  const [gone, come]: [Buffer[], Buffer[]] = [[], []]
  for (const { indexMac, mac, operation } of mutations) {
    const name = indexMac.toString('base64')
    const before = next.get(name)
    if (before) gone.push(before)
    next.delete(name)
    if (operation === 'remove') continue
    come.push(mac)
    next.set(name, mac)
  }
  return { version, hash: arithmetic.ltHash(hash, gone, come), values: next }
}
