import { createHash } from 'node:crypto'
import type { BinaryNode, proto } from 'baileys'
import type {
  GroupAct,
  OutgoingPhoneMessage,
  Phone,
  PhoneChat,
  PhoneMessage,
  PhoneState,
  ProfileChange,
} from '../api.ts'
import type { Vault } from '../media/vault.ts'
import { removeDevice } from '../protocol/device-changes.ts'
import { exchangeCode } from '../protocol/link-code.ts'
import { refuse as refuseLink } from '../protocol/login.ts'
import { forget, pair, readQr } from '../protocol/pairing.ts'
import { pictureAt } from '../protocol/pictures.ts'
import { sendChatState } from '../protocol/presence.ts'
import { forwardReceipt } from '../protocol/receipts.ts'
import { children, nowSeconds, push } from '../protocol/stanza.ts'
import { findEndpoint, jidOf } from '../state/accounts.ts'
import { chatJid, chatName, findChat, type Chat } from '../state/chats.ts'
import type { Account, KeyBundle, PhonePort, World } from '../state/model.ts'
import type { KeyPair } from '../wire/curve.ts'
import { composeAct } from './acts.ts'
import { compose, contextOf, type QuotedMessage } from './compose.ts'
import { readContent } from './content.ts'
import { applyEffect } from './effects.ts'
import { actInGroup, makeGroup } from './group-life.ts'
import { Inbox } from './inbox.ts'
import { changeProfile } from './profile.ts'
import { receiveMessage, type Receiver } from './receiving.ts'
import { PHONE_ADDRESSING, receiptIds, resend, sendMessage, sendPeer, type SentBody } from './sending.ts'
import { PhoneSignal, type SavedSignal } from './signal.ts'
import { Problem } from '../problem.ts'

/** What of a phone is kept on disk. */
export interface SavedPhone {
  signal: SavedSignal
  messages: PhoneMessage[]
  /** Secrets of the shown polls, by message id. */
  secrets: [string, Uint8Array][]
  chats?: PhoneChat[]
  sent: [string, SentBody][]
  online: boolean
  waiting: BinaryNode[]
}

type Notice = ReturnType<Phone['notices']>[number]

const DEFAULT_WAIT_MS = 10_000
const NOTICES = 200
const RANK = { sent: 1, delivered: 2, read: 3 }

/** A simulated phone: the person's own device of an account. */
export class SimulatedPhone implements Phone, PhonePort {
  readonly account: Account
  readonly identity: KeyPair
  autoDeliver = true
  readonly #world: World
  readonly #vault: Vault
  readonly #signal: PhoneSignal
  readonly #inbox: Inbox
  readonly #sent: Map<string, SentBody>
  readonly #notices: Notice[] = []
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
    this.#receiver = {
      world,
      account: this.account,
      signal: this.#signal,
      inbox: this.#inbox,
      vault,
      autoDeliver: () => this.autoDeliver,
      unshown: new Map(),
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
    const devices = [...this.account.devices.values()].map((device) => ({
      device: device.id,
      connected: device.link !== undefined,
      queued: device.queue.size,
    }))
    const { number, name, lid, picture, restricted } = this.account
    return { number, name, lid, picture: pictureAt(this.#world, picture), online: this.#online, restricted, devices }
  }

  picture(group?: string): Buffer | undefined {
    const chat = group === undefined ? undefined : this.#chat(group)
    return (chat?.kind === 'group' ? chat.group : this.account).picture?.jpeg
  }

  changeProfile(change: ProfileChange): void {
    changeProfile(this.account, change)
    this.#world.touch(this.account)
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
    const chat = this.#chat(to)
    if (this.account.restricted && !(chat.kind === 'person' && chat.account === this.account))
      throw new Problem('restricted', `The account ${this.number} is restricted.`)
    const quoted = message.quoted === undefined ? undefined : this.#quoted(chat, message.quoted)
    const contextInfo = quoted && contextOf(quoted)
    const scene = { world: this.#world, inbox: this.#inbox, own: this.account, chat, author: this.account }
    const body =
      composeAct(scene, message, contextInfo) ??
      (await compose(this.#vault, this.#world.facts.mediaHost, message, contextInfo))
    return this.#run(async () => {
      const id = await sendMessage(this.#sender(), chat, body)
      if (applyEffect(scene, body)) return { id }
      this.#inbox.keepSecret(id, body.messageContextInfo?.messageSecret)
      this.#inbox.show(this.#own(chat, id, message, body))
      return { id }
    })
  }

  messages(filter: { chat?: string } = {}): PhoneMessage[] {
    return this.#inbox.list(filter.chat)
  }

  chats(): PhoneChat[] {
    return this.#inbox.chats()
  }

  waitFor(match: (message: PhoneMessage) => boolean, timeoutMs = DEFAULT_WAIT_MS): Promise<PhoneMessage> {
    return this.#inbox.waitFor(match, timeoutMs)
  }

  read(chat: string, ids?: string[]): void {
    const place = this.#chat(chat)
    const wanted = this.#inbox
      .entries(chatName(place))
      .filter(({ fromMe, id }) => !fromMe && (ids?.includes(id) ?? true))
    for (const sender of new Set(wanted.map((message) => message.sender))) {
      const [first, ...rest] = wanted.filter((message) => message.sender === sender).map(({ id }) => id)
      const author = this.#world.accounts.get(sender)
      if (first === undefined || !author) continue
      const participant = place.kind === 'group' ? { participant: jidOf(author, PHONE_ADDRESSING) } : {}
      const attrs = { id: first, to: chatJid(place), type: 'read', ...participant }
      const items = rest.map((id) => ({ tag: 'item', attrs: { id } }))
      const list: BinaryNode[] = rest.length ? [{ tag: 'list', attrs: {}, content: items }] : []
      const receipt: BinaryNode = list.length ? { tag: 'receipt', attrs, content: list } : { tag: 'receipt', attrs }
      forwardReceipt(this.#world, { account: this.account, device: 0 }, receipt)
    }
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
    return this.#notices.map((notice) => ({ ...notice }))
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

  restrict(on: boolean): void {
    this.account.restricted = on
    this.#world.touch(this.account)
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
    if (node.tag === 'chatstate') return this.#notice(node)
    if (!this.#online) {
      this.#waiting.push(node)
      return this.#world.touch(this.account)
    }
    void this.#run(() => this.#handle(node)).catch((error: unknown) => {
      this.#world.log('phone failed', { number: this.number, text: error instanceof Error ? error.message : '' })
    })
  }

  greet(device: number): void {
    const greeting = {
      protocolMessage: { type: 10, initialSecurityNotificationSettingSync: { securityNotificationEnabled: false } },
    }
    void this.#run(() => sendPeer(this.#sender(), device, greeting)).catch((error: unknown) => {
      this.#world.log('greeting failed', { number: this.number, text: error instanceof Error ? error.message : '' })
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
      chats: this.#inbox.chats(),
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
    else if (node.tag === 'receipt') this.#receipt(node)
  }

  #receipt(node: BinaryNode): void {
    const status = node.attrs.type === 'read' || node.attrs.type === 'played' ? 'read' : 'delivered'
    for (const id of receiptIds(node)) {
      const message = this.#inbox.byId(id)
      if (!message?.fromMe || RANK[message.status ?? 'sent'] >= RANK[status]) continue
      message.status = status
      this.#inbox.changed(message)
    }
  }

  #notice(node: BinaryNode): void {
    const from = findEndpoint(this.#world, node.attrs.from)?.account.number
    const state = children(node)[0]
    if (!this.#online || !from || !state) return
    const kind = state.tag === 'paused' ? 'paused' : state.attrs.media === 'audio' ? 'recording' : 'composing'
    this.#notices.push({ from, kind, at: Date.now() })
    if (this.#notices.length > NOTICES) this.#notices.shift()
  }

  #chat(name: string): Chat {
    const chat = findChat(this.#world, name)
    if (!chat) throw new Problem('noAccount', `${name} has no account on this network, and is no group of it.`)
    if (chat.kind === 'group' && !chat.group.members.has(this.number))
      throw new Problem('notInGroup', `${this.number} is not a member of ${name}.`)
    return chat
  }

  #quoted(chat: Chat, id: string): QuotedMessage {
    const message = this.#inbox.entries(chatName(chat)).find((shown) => shown.id === id)
    const author = message && this.#world.accounts.get(message.sender)
    if (!message || !author) throw new Problem('noMessage', `No message ${id} is shown in the chat ${chatName(chat)}.`)
    return { message, author: jidOf(author, PHONE_ADDRESSING) }
  }

  #own(chat: Chat, id: string, { media }: OutgoingPhoneMessage, body: proto.IMessage): PhoneMessage {
    const { file: _, ...shown } = readContent(body) ?? { type: 'text' }
    return {
      id,
      chat: chatName(chat),
      sender: this.number,
      fromMe: true,
      timestamp: nowSeconds(),
      ...shown,
      ...(media && {
        media: {
          mimeType: media.mimeType,
          ...(media.fileName !== undefined && { fileName: media.fileName }),
          ...(media.caption !== undefined && { caption: media.caption }),
          sha256: createHash('sha256').update(media.data).digest('hex'),
          size: media.data.length,
        },
      }),
      wireCount: 0,
      status: 'sent',
    }
  }

  #sender() {
    return { world: this.#world, account: this.account, signal: this.#signal, sent: this.#sent }
  }

  #requireUsable(): void {
    if (this.account.banned) throw new Problem('banned', `The account ${this.number} is banned.`)
  }

  // One thing at a time: sessions are read, changed and written by every step.
  #run<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#work.then(task)
    this.#work = done.catch(() => undefined)
    return done.finally(() => this.#world.touch(this.account))
  }
}
