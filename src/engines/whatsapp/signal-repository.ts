import { createHash } from 'node:crypto'
import type {
  AuthenticationCreds,
  BinaryNode,
  SignalKeyStore,
  SignalKeyStoreWithTransaction,
  SocketConfig,
} from 'baileys'
import type { Address } from '../../base/content.ts'
import type { InboxRow, SessionStore } from '../port.ts'
import type { KeyCache } from './key-cache.ts'
import { locks, transactional, type Locks } from './key-transactions.ts'
import { DEFAULT_CONNECTION_CONFIG } from './library.ts'
import { withNames } from './names.ts'
import { quietLogger } from './quiet-logger.ts'
import { completed, encodeFacts, factsOf, type StanzaFacts } from './stanza-facts.ts'

type Repository = ReturnType<SocketConfig['makeSignalRepository']>

export interface RepositoryWorld {
  store: SessionStore
  instance: number
  cache: KeyCache
  creds: AuthenticationCreds
  /** Stanza of a ciphertext, by the very buffer that the library passes on. */
  stanzas: WeakMap<Uint8Array, BinaryNode>
  onUndecryptable(facts: StanzaFacts): void
}

export interface InboxRepository {
  /** For the library. */
  make: SocketConfig['makeSignalRepository']
  ahead: AheadCipher
}

/** Encrypts without waiting for the store, so that the ratchet steps of many messages become one commit. */
export interface AheadCipher {
  /** Rejects when there is no open session with the device. Nothing of it may leave before `durable` has resolved. */
  encrypt(jid: string, data: Uint8Array): Promise<{ type: 'pkmsg' | 'msg'; ciphertext: Uint8Array }>
  /**
   * The same with the own sender key of a group, by the name that the group knows us by; undefined unless each of the
   * devices was given this key.
   */
  encryptForGroup(
    group: string,
    me: string,
    devices: readonly string[],
    data: Uint8Array,
  ): Promise<Uint8Array | undefined>
  /** Resolves when every step taken so far is durable, rejects when one of them never will be. */
  durable(): Promise<void>
}

/**
 * The library's Signal repository with the order turned round. Received: one commit holds the ratchet step and the
 * inbox row with the plaintext, and no receipt leaves before it (`gateFrames`); the next message does not wait for it.
 * A ciphertext that was decrypted before is answered from its row. Sent: the repository has a transaction layer of its
 * own, so that the ratchet step is durable when `encryptMessage` returns, before the stanza leaves (the library's layer
 * would commit after). Both directions lock the same session by the peer's address, which the library's locks do not.
 */
export function inboxSignalRepository(world: RepositoryWorld): InboxRepository {
  const exclusive = locks()
  const { get, set } = world.cache.keys
  // readable at once, also before it is durable; a write that fails ends the session, whoever waits for it
  const soon: SignalKeyStore = { get, set: (data) => void Promise.resolve(set(data)).catch(() => undefined) }
  const keys = transactional(soon, exclusive)
  return { make: makerOf(world, exclusive, keys), ahead: aheadCipher(world, keys) }
}

function makerOf(
  world: RepositoryWorld,
  exclusive: Locks,
  soon: SignalKeyStoreWithTransaction,
): InboxRepository['make'] {
  return (auth, _logger, pnToLid) => {
    // the object by which the connection itself uses its transactions, here for the first time
    Object.assign(auth.keys, transactional(world.cache.keys))
    const keys = transactional(world.cache.keys, exclusive)
    const { makeSignalRepository } = DEFAULT_CONNECTION_CONFIG
    const repository = makeSignalRepository({ creds: auth.creds, keys }, quietLogger, pnToLid)
    const reader = makeSignalRepository({ creds: auth.creds, keys: soon }, quietLogger, pnToLid)
    const inbox = inboxed(world, soon)
    return {
      ...repository,
      decryptMessage: (o) => inbox(o.ciphertext, lockOf(repository, o.jid), () => reader.decryptMessage(o)),
      decryptGroupMessage: (o) => inbox(o.msg, o.group, () => reader.decryptGroupMessage(o)),
      encryptMessage: (o) => keys.transaction(() => repository.encryptMessage(o), lockOf(repository, o.jid)),
      // beginning a session rewrites its row too: beside a decryption, one of the two steps would be lost
      injectE2ESession: (o) => keys.transaction(() => repository.injectE2ESession(o), lockOf(repository, o.jid)),
    }
  }
}

/** Its steps are in the cache, where the next one finds them, before they are in the store; commits keep their order. */
function aheadCipher({ cache, creds }: RepositoryWorld, keys: SignalKeyStoreWithTransaction): AheadCipher {
  const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, quietLogger)
  return {
    encrypt: (jid, data) => keys.transaction(() => repository.encryptMessage({ jid, data }), lockOf(repository, jid)),
    encryptForGroup: (group, meId, devices, data) =>
      keys.transaction(async () => {
        const { [group]: given } = await keys.get('sender-key-memory', [group])
        if (!given || !devices.every((device) => given[device])) return undefined
        if (!(await repository.hasSenderKey({ group, meId }))) return undefined
        return (await repository.encryptGroupMessage({ group, meId, data })).ciphertext
      }, group),
    durable: async () => cache.settled(),
  }
}

/** One lock for all spellings of a device. */
function lockOf(repository: Repository, jid: string): string {
  return repository.jidToSignalProtocolAddress(jid)
}

/** Messages opened and not durable yet; the next ones wait, or a slow disk would fill the memory. */
const MOST_UNSETTLED = 64

function inboxed(world: RepositoryWorld, keys: SignalKeyStoreWithTransaction) {
  let unsettled = 0
  return async (ciphertext: Uint8Array, lock: string, decrypt: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    const id = createHash('sha256').update(ciphertext).digest('hex')
    const stanza = world.stanzas.get(ciphertext)
    const facts = stanza && factsOf(stanza, world.creds)
    try {
      const plaintext = await keys.transaction(async () => {
        const plaintext = await decrypt()
        if (facts) await stage(keys, { id, stanza: encodeFacts(await named(world, facts)), plaintext })
        return plaintext
      }, lock)
      unsettled++
      const settled = Promise.resolve(world.cache.settled()).finally(() => unsettled--)
      settled.catch(() => undefined)
      if (unsettled >= MOST_UNSETTLED) await settled
      return plaintext
    } catch (error) {
      // A redelivered stanza fails in the ratchet, which has moved on: its row, once durable, has the plaintext.
      await world.cache.settled()
      const row = await world.store.inboxRow(world.instance, id)
      if (row) return Buffer.from(row.plaintext)
      if (facts && stanza?.attrs['category'] !== 'peer') world.onUndecryptable(facts)
      throw error
    }
  }
}

/** The library's transaction carries unknown types through to our cache in the same `set`. */
function stage(keys: SignalKeyStoreWithTransaction, row: InboxRow): Promise<void> | void {
  const change: { inbox: Record<string, InboxRow> } = { inbox: { [row.id]: row } }
  return keys.set(change as Parameters<typeof keys.set>[0])
}

/** Fills in the other name of a person where the session knows it (never asks the network). */
async function named(world: RepositoryWorld, facts: StanzaFacts): Promise<StanzaFacts> {
  const learn = (address: Address) => (address.kind === 'person' ? withNames(world, address) : Promise.resolve(address))
  return { ...facts, chat: await completed(facts.chat, learn), author: await completed(facts.author, learn) }
}
