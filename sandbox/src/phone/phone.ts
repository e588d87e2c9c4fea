import type { BinaryNode, proto } from 'baileys'
import type {
  AppStateFault,
  CallAct,
  GroupAct,
  Naming,
  OutgoingPhoneMessage,
  Phone,
  PhoneCall,
  PhoneChat,
  PhoneMessage,
  PhoneState,
  Presence,
  PrivacyChange,
  ProfileChange,
  Restriction,
} from '../api.ts'
import type { PhoneChannels } from '../api-channels.ts'
import type { Vault } from '../media/vault.ts'
import { block } from '../protocol/block-list.ts'
import { actInCall, callsOf, startCall } from '../protocol/calls.ts'
import { removeDevice } from '../protocol/device-changes.ts'
import { exchangeCode } from '../protocol/link-code.ts'
import { refuse as refuseLink } from '../protocol/login.ts'
import { forget, pair, readQr } from '../protocol/pairing.ts'
import { presenceOf, sendChatState } from '../protocol/presence.ts'
import { changePrivacy } from '../protocol/privacy.ts'
import { refuses, restrict } from '../protocol/restrictions.ts'
import { push } from '../protocol/stanza.ts'
import type { Chat } from '../state/chats.ts'
import type { Account, KeyBundle, PhonePort, World } from '../state/model.ts'
import type { KeyPair } from '../wire/curve.ts'
import { composeAct } from './acts.ts'
import { channelsOf } from './channels.ts'
import { compose, contextOf } from './compose.ts'
import { describePhone, lidMapping } from './describe.ts'
import { applyEffect } from './effects.ts'
import { accountOf, actInGroup, makeGroup } from './group-life.ts'
import { Inbox } from './inbox.ts'
import { changeProfile } from './profile.ts'
import { Notices, type Notice } from './notices.ts'
import { ownMessage } from './own-message.ts'
import { OwnState, type SavedOwnState } from './own-state.ts'
import { answerDevice } from './placeholders.ts'
import { chatOf, placeOf, quotedMessage } from './places.ts'
import { readChat, showReceipt } from './reading.ts'
import { receiveMessage, type Receiver } from './receiving.ts'
import { PHONE_ADDRESSING, resend, sendMessage, sendPeer, sendToOwnDevices, type SentBody } from './sending.ts'
import { PhoneSignal, type SavedSignal } from './signal.ts'
import { Problem } from '../problem.ts'

/** What of a phone is kept on disk. */
export interface SavedPhone extends SavedOwnState {
  signal: SavedSignal
  messages: PhoneMessage[]
  /** Secrets of the shown polls, by message id. */
  secrets: [string, Uint8Array][]
  sent: [string, SentBody][]
  online: boolean
  waiting: BinaryNode[]
}

const DEFAULT_WAIT_MS = 30_000

/** A simulated phone: the person's own device of an account. */
export class SimulatedPhone implements Phone, PhonePort {
  readonly account: Account
  readonly identity: KeyPair
  readonly own: OwnState
  readonly channels: PhoneChannels
  autoDeliver = true
  readonly #world: World
  readonly #vault: Vault
  readonly #signal: PhoneSignal
  readonly #inbox: Inbox
  readonly #sent: Map<string, SentBody>
  readonly #notices = new Notices()
  readonly #receiver: Receiver
  #work: Promise<unknown> = Promise.resolve()
  #online: boolean
  #waiting: BinaryNode[]

  constructor(world: World, vault: Vault, account: Omit<Account, 'phone'>, saved?: SavedPhone) {
    this.#world = world
    this.#vault = vault
    this.#signal = new PhoneSignal(saved?.signal)
    this.#inbox = new Inbox(saved?.messages, saved?.secrets, saved?.chats)
    this.#sent = new Map(saved?.sent)
    this.#online = saved?.online ?? true
    this.#waiting = saved?.waiting ?? []
    this.identity = this.#signal.identity
    this.account = Object.assign(account, { phone: this })
    this.channels = channelsOf(world, this.account)
    this.own = new OwnState(world, vault, this.account, this.#inbox, saved)
    this.#receiver = {
      world,
      account: this.account,
      signal: this.#signal,
      inbox: this.#inbox,
      vault,
      autoDeliver: () => this.autoDeliver,
      unshown: new Map(),
      answerOwn: (device, id, asked) => answerDevice(this.#sender(), this.#inbox, device, id, asked),
    }
  }

  get number(): string {
    return this.account.number
  }

  get name(): string {
    return this.account.name
  }

  get lid(): string {
    return this.account.lid
  }

  state(): PhoneState {
    return describePhone(this.#world, this.account, { online: this.#online, contacts: this.own.contacts() })
  }

  picture(group?: string): Buffer | undefined {
    const chat = group === undefined ? undefined : this.#chat(group)
    return (chat?.kind === 'group' ? chat.group : this.account).picture?.jpeg
  }

  changeProfile(change: ProfileChange): void {
    changeProfile(this.account, change)
    this.#world.touch(this.account)
  }

  changePrivacy(change: PrivacyChange): void {
    changePrivacy(this.#world, this.account, change)
  }

  presenceOf(number: string): Presence {
    return presenceOf(accountOf(this.#world, number), this.account)
  }

  nameAs(naming: Naming): void {
    this.account.naming = naming
    this.#world.touch(this.account)
  }

  tellLids(numbers: string[]): void {
    const mapping = lidMapping(this.#world, numbers)
    this.#begin('LIDs not told', async () => {
      for (const { id } of this.account.devices.values()) await sendPeer(this.#sender(), id, mapping)
    })
  }

  async scan(qr: string): Promise<{ device: number }> {
    this.#requireUsable()
    const code = readQr(this.#world, qr)
    return pair(this.#world, this.account, code.link, code.secret)
  }

  async enterCode(code: string): Promise<{ device: number }> {
    this.#requireUsable()
    const plain = code.replace(/[\s-]/g, '').toUpperCase()
    const { link, secret } = await exchangeCode(this.#world, this.account, plain)
    return pair(this.#world, this.account, link, secret)
  }

  async refuse(qr: string, how: 'refused' | 'passkey'): Promise<void> {
    const { link } = readQr(this.#world, qr)
    if (how === 'passkey') return link.send(push('md', [{ tag: 'passkey-request', attrs: {}, content: [] }]))
    forget(this.#world, link)
    refuseLink(link, '403')
  }

  async send(to: string, message: OutgoingPhoneMessage): Promise<{ id: string }> {
    this.#requireUsable()
    if (!this.#online) throw new Problem('phoneOffline', `The phone ${this.number} is offline.`)
    const chat = placeOf(this.#world, this.#chat(to), message.viewers)
    if (refuses(this.account, chat.kind === 'person' ? chat.account : undefined))
      throw new Problem('restricted', `The account ${this.number} is restricted.`)
    const quoted =
      message.quoted === undefined ? undefined : quotedMessage(this.#world, this.#inbox, chat, message.quoted)
    const contextInfo = quoted && contextOf(quoted)
    const scene = { world: this.#world, inbox: this.#inbox, own: this.account, chat, author: this.account }
    const body =
      composeAct(scene, message, contextInfo) ??
      (await compose(this.#vault, this.#world.facts.mediaHost, message, contextInfo))
    return this.#run(async () => {
      const id = await sendMessage(this.#sender(), chat, body, message.toDevices)
      if (applyEffect(scene, body)) return { id }
      this.#inbox.keepSecret(id, body.messageContextInfo?.messageSecret)
      this.#inbox.show(ownMessage(this.account, chat, id, message, body))
      return { id }
    })
  }

  messages(filter: { chat?: string } = {}): PhoneMessage[] {
    return this.#inbox.list(filter.chat)
  }

  chats(): PhoneChat[] {
    return this.own.chats()
  }

  saveContact(number: string, name: string | null): void {
    this.own.saveContacts({ [accountOf(this.#world, number).number]: name })
  }

  saveContacts(names: Record<string, string | null>): void {
    this.own.saveContacts(names)
  }

  spoilAppState(how: AppStateFault | null): void {
    this.own.spoil(how)
  }

  archive(chat: string, on: boolean): void {
    this.own.archive(this.#chat(chat), on)
  }

  block(number: string, on: boolean): void {
    block(this.#world, this.account, accountOf(this.#world, number), on)
  }

  forget(chat: string, id: string): void {
    this.own.forget(this.#chat(chat), id)
  }

  waitFor(match: (message: PhoneMessage) => boolean, timeoutMs = DEFAULT_WAIT_MS): Promise<PhoneMessage> {
    return this.#inbox.waitFor(match, timeoutMs)
  }

  read(chat: string, ids?: string[]): void {
    readChat(this.#receiver, this.#chat(chat), ids)
  }

  call(to: string, video = false): { id: string } {
    this.#requireUsable()
    return { id: startCall(this.#world, this.account, accountOf(this.#world, to), video).id }
  }

  inCall(id: string, act: CallAct): PhoneCall {
    const call = this.#world.calls.get(id)
    if (!call || !this.calls().some((own) => own.id === id)) throw new Problem('badRequest', `There is no call ${id}.`)
    actInCall(this.#world, call, this.account, act)
    return this.calls().find((own) => own.id === id) as PhoneCall
  }

  calls(): PhoneCall[] {
    return callsOf(this.#world, this.account)
  }

  callEnded(called: Account, log: proto.IMessage): void {
    this.#begin('call not told', () => sendToOwnDevices(this.#sender(), called, log))
  }

  createGroup(subject: string, members: string[]): { id: string } {
    this.#requireUsable()
    return makeGroup(this.#world, this.account, subject, members)
  }

  inGroup(id: string, act: GroupAct): void {
    this.#requireUsable()
    const chat = this.#chat(id)
    if (chat.kind !== 'group') throw new Problem('badRequest', `${id} is no group.`)
    actInGroup(this.#world, this.account, chat.group, act)
  }

  typing(to: string, on: boolean): void {
    const other = this.#world.accounts.get(to)
    if (!other) throw new Problem('noAccount', `${to} has no account on this network.`)
    sendChatState(this.account, other, PHONE_ADDRESSING, [{ tag: on ? 'composing' : 'paused', attrs: {} }])
  }

  notices(): Notice[] {
    return this.#notices.list()
  }

  offline(): void {
    this.#online = false
    this.#world.touch(this.account)
  }

  online(): void {
    this.#online = true
    const waiting = this.#waiting
    this.#waiting = []
    for (const node of waiting) this.deliver(node)
    this.#world.touch(this.account)
  }

  unlink(device?: number): void {
    const devices = [...this.account.devices.values()].filter((one) => device === undefined || one.id === device)
    if (device !== undefined && !devices.length)
      throw new Problem('noDevice', `${this.number} has no linked device ${device}.`)
    for (const one of devices) removeDevice(this.#world, one, true)
  }

  restrict(on: boolean | Restriction): void {
    const restriction = on === true ? ({ kind: 'all' } as const) : on || undefined
    restrict(this.#world, this.account, restriction)
  }

  ban(): void {
    this.account.banned = true
    this.#world.touch(this.account)
    for (const device of this.account.devices.values()) {
      device.link?.send({ tag: 'stream:error', attrs: { code: '403' } })
      device.link?.close()
    }
  }

  bundle(): KeyBundle {
    this.#world.touch(this.account)
    return this.#signal.bundle()
  }

  deliver(node: BinaryNode): void {
    if (node.tag === 'chatstate') return this.#online ? this.#notices.take(this.#world, node) : undefined
    if (!this.#online) {
      this.#waiting.push(node)
      return this.#world.touch(this.account)
    }
    this.#begin('phone failed', () => this.#handle(node))
  }

  greet(device: number): void {
    const greeting = {
      protocolMessage: { type: 10, initialSecurityNotificationSettingSync: { securityNotificationEnabled: false } },
    }
    this.#begin('greeting failed', async () => {
      await sendPeer(this.#sender(), device, greeting)
      await sendPeer(this.#sender(), device, this.own.keyShare())
      const history = await this.own.history()
      if (history) await sendPeer(this.#sender(), device, history)
    })
  }

  /** Resolves when everything that was delivered so far is decrypted and shown. */
  async settled(): Promise<void> {
    await this.#work
  }

  save(): SavedPhone {
    return {
      signal: this.#signal.save(),
      messages: this.#inbox.entries(),
      secrets: this.#inbox.secrets(),
      ...this.own.save(),
      sent: [...this.#sent],
      online: this.#online,
      waiting: this.#waiting,
    }
  }

  close(): void {
    this.#signal.close()
  }

  async #handle(node: BinaryNode): Promise<void> {
    if (node.tag === 'message') await receiveMessage(this.#receiver, node)
    else if (node.tag === 'receipt' && node.attrs.type === 'retry') await resend(this.#sender(), node)
    else if (node.tag === 'receipt') showReceipt(this.#inbox, node)
  }

  #chat(name: string): Chat {
    return chatOf(this.#world, this.account, name)
  }

  #sender() {
    return { world: this.#world, account: this.account, signal: this.#signal, sent: this.#sent }
  }

  #requireUsable(): void {
    if (this.account.banned) throw new Problem('banned', `The account ${this.number} is banned.`)
  }

  /** Nobody waits for it; what goes wrong is logged. */
  #begin(fault: string, task: () => Promise<void>): void {
    void this.#run(task).catch((error: unknown) => {
      this.#world.log(fault, { number: this.number, text: error instanceof Error ? error.message : '' })
    })
  }

  // One thing at a time: sessions are read, changed and written by every step.
  #run<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#work.then(task)
    this.#work = done.catch(() => undefined)
    return done.finally(() => this.#world.touch(this.account))
  }
}
