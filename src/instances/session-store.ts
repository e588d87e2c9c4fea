import type { Clock } from '../base/clock.ts'
import type { Keyring } from '../base/sealing.ts'
import type { InboxRow, SessionStore } from '../engines/port.ts'
import type { Store } from '../store/port/store.ts'
import { pendingInbox, readInboxRow } from './inbox.ts'
import { commitSession, eraseSession, readCreds, readKeys, type SealedInboxRow } from './session-state.ts'

export interface SessionStoreDeps {
  store: Store
  keyring: Keyring
  clock: Clock
  /** The bytes of an own sent message; the domain that keeps messages gives it. */
  sentMessage: SessionStore['sentMessage']
}

/** Session state in the store, every value sealed for its row. */
export function sessionStore({ store, keyring, clock, sentMessage }: SessionStoreDeps): SessionStore {
  const openRow = (instance: number, row: SealedInboxRow): InboxRow => ({
    id: row.id,
    stanza: keyring.open(row.stanza, inboxSeal(instance, row.id, 'stanza')),
    plaintext: keyring.open(row.plaintext, inboxSeal(instance, row.id, 'plaintext')),
  })
  return {
    async creds(instance) {
      const sealed = await store.read(readCreds, { instance })
      return sealed && keyring.open(sealed, credsSeal(instance))
    },
    async keys(instance, type, ids) {
      const rows = ids.length === 0 ? [] : await store.read(readKeys, { instance, type, ids })
      return new Map(rows.map(({ id, value }) => [id, keyring.open(value, keySeal(instance, type, id))]))
    },
    commit(instance, epoch, { creds, keys, inbox, renewed }) {
      return store.write(commitSession, {
        instance,
        epoch,
        at: clock.now(),
        ...(renewed ? { renewed: { forget: [...renewed.forget] } } : {}),
        ...(creds ? { creds: keyring.seal(creds, credsSeal(instance)) } : {}),
        ...(keys
          ? {
              keys: keys.map(({ type, id, value }) => ({
                type,
                id,
                value: value && keyring.seal(value, keySeal(instance, type, id)),
              })),
            }
          : {}),
        ...(inbox
          ? {
              inbox: inbox.map(({ id, stanza, plaintext }) => ({
                id,
                stanza: keyring.seal(stanza, inboxSeal(instance, id, 'stanza')),
                plaintext: keyring.seal(plaintext, inboxSeal(instance, id, 'plaintext')),
              })),
            }
          : {}),
      })
    },
    erase: (instance, epoch) => store.write(eraseSession, { instance, epoch }),
    async inbox(instance) {
      return (await store.read(pendingInbox, { instance })).map((row) => openRow(instance, row))
    },
    async inboxRow(instance, id) {
      const row = await store.read(readInboxRow, { instance, id })
      return row && openRow(instance, row)
    },
    sentMessage,
  }
}

/** Associated data of sealed credentials. */
export function credsSeal(instance: number): string {
  return `session_creds/${instance}`
}

/** Associated data of a sealed key of a session. */
export function keySeal(instance: number, type: string, id: string): string {
  return `session_key/${instance}/${type}/${id}`
}

/** Associated data of a sealed column of the inbox. */
export function inboxSeal(instance: number, id: string, column: 'stanza' | 'plaintext'): string {
  return `inbox/${instance}/${id}/${column}`
}
