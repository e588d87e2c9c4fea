import { randomBytes } from 'node:crypto'
import { proto } from 'baileys'
import type { AppStateFault, PhoneChat } from '../api.ts'
import { keepOwnFile } from '../media/own-file.ts'
import type { Vault } from '../media/vault.ts'
import { tellAppState } from '../protocol/app-state.ts'
import type { Chat } from '../state/chats.ts'
import type { Account, AppStatePort, World } from '../state/model.ts'
import { applyChange, archiveChange, contactChange, forgetChange, type Keepsakes } from './app-effects.ts'
import { AppState, type AppChange, type SavedAppState } from './app-state.ts'
import { historyOf } from './history.ts'
import type { Inbox } from './inbox.ts'

/** What of it is kept on disk. */
export interface SavedOwnState {
  appState?: SavedAppState
  contacts?: [string, string][]
  chats?: PhoneChat[]
}

/** Changes that a patch carries itself; the network keeps more of them in a file. */
const INLINE = 100

/** What a person keeps besides messages and shares with the account's devices: phone book, archive, deletions. */
export class OwnState implements AppStatePort {
  readonly #world: World
  readonly #vault: Vault
  readonly #account: Account
  readonly #inbox: Inbox
  readonly #app: AppState
  readonly #kept: Keepsakes
  #fault: AppStateFault | null = null

  constructor(world: World, vault: Vault, account: Account, inbox: Inbox, saved: SavedOwnState = {}) {
    this.#world = world
    this.#vault = vault
    this.#account = account
    this.#inbox = inbox
    this.#app = new AppState(saved.appState)
    const archived = saved.chats?.filter((chat) => chat.archived).map(({ chat }) => chat)
    this.#kept = { contacts: new Map(saved.contacts), archived: new Set(archived) }
  }

  knows(number: string): boolean {
    return this.#kept.contacts.has(number)
  }

  contacts(): Record<string, string> {
    return Object.fromEntries(this.#kept.contacts)
  }

  chats(): PhoneChat[] {
    return this.#inbox.chats(this.#kept.archived)
  }

  keyShare(): ReturnType<AppState['keyShare']> {
    return this.#app.keyShare()
  }

  /** What a newly linked device is told of the time before. */
  history(): Promise<proto.IMessage | undefined> {
    return historyOf(this.#world, this.#vault, this.#account, this.#inbox, [...this.#kept.archived])
  }

  /** All in one patch. */
  saveContacts(names: Record<string, string | null>): void {
    const changes = Object.entries(names).map(([number, name]) =>
      contactChange(number, this.#world.accounts.get(number), name ?? undefined),
    )
    this.#change('critical_unblock_low', ...changes)
  }

  /** From now on answers about app state are damaged like this; null: no longer. */
  spoil(how: AppStateFault | null): void {
    this.#fault = how
  }

  archive(chat: Chat, on: boolean): void {
    this.#change('regular_low', archiveChange(chat, on))
  }

  forget(chat: Chat, id: string): void {
    this.#change('regular_high', forgetChange(chat, this.#inbox, id))
  }

  version(name: string): number {
    return this.#app.version(name)
  }

  async snapshot(name: string): Promise<Uint8Array | undefined> {
    const whole = this.#app.snapshot(name)
    if (!whole) return undefined
    const told = proto.SyncdSnapshot.decode(whole)
    if (this.#fault === 'forged') told.mac = randomBytes(32)
    return proto.ExternalBlobReference.encode(await this.#file(proto.SyncdSnapshot.encode(told).finish())).finish()
  }

  patches(name: string, version: number): Promise<Uint8Array[]> {
    return Promise.all(this.#app.since(name, version).map((patch) => this.#told(patch)))
  }

  /** A patch as devices are told it: a long one names a file with its changes. */
  async #told(patch: Buffer): Promise<Uint8Array> {
    const { mutations, ...rest } = proto.SyncdPatch.decode(patch)
    const told: proto.ISyncdPatch = this.#fault === 'forged' ? { ...rest, patchMac: randomBytes(32) } : rest
    if (mutations.length <= INLINE) return proto.SyncdPatch.encode({ ...told, mutations }).finish()
    const externalMutations = await this.#file(proto.SyncdMutations.encode({ mutations }).finish())
    return proto.SyncdPatch.encode({ ...told, externalMutations }).finish()
  }

  async #file(data: Uint8Array): Promise<proto.IExternalBlobReference> {
    const file = await keepOwnFile(this.#vault, 'md-app-state', Buffer.from(data), this.#fault === 'spoilt')
    const directPath = this.#fault === 'lost' ? `${file.directPath}x` : file.directPath
    return { ...file, directPath, fileSizeBytes: data.length }
  }

  take(name: string, patch: Buffer): string | undefined {
    try {
      for (const change of this.#app.take(name, patch)) applyChange(this.#world, this.#inbox, this.#kept, change)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    this.#world.touch(this.#account)
    return undefined
  }

  save(): Required<SavedOwnState> {
    return { appState: this.#app.save(), contacts: [...this.#kept.contacts], chats: this.chats() }
  }

  #change(name: string, ...changes: AppChange[]): void {
    this.#app.change(name, ...changes)
    for (const change of changes) applyChange(this.#world, this.#inbox, this.#kept, change)
    this.#world.touch(this.#account)
    tellAppState(this.#world, this.#account, name)
  }
}
