import { encodeWAMessage, generateMessageIDV2, proto, type BinaryNode } from 'baileys'
import type { OutgoingPhoneMessage } from '../api.ts'
import { handOut, readSigned } from '../protocol/prekeys.ts'
import { peopleOf, relayToMany, type GroupMessage } from '../protocol/group-messages.ts'
import { relay } from '../protocol/relay.ts'
import { bytes, child, children, uint } from '../protocol/stanza.ts'
import { deviceIds, findEndpoint, jidOf, namesOf, type Addressing, type Endpoint } from '../state/accounts.ts'
import { chatJid, chatName, findChat, type Chat } from '../state/chats.ts'
import type { Account, KeyBundle, World } from '../state/model.ts'
import type { PhoneSignal } from './signal.ts'

/** What sending needs of a phone. */
export interface Sender {
  world: World
  account: Account
  signal: PhoneSignal
  /** Bodies of sent messages, for resending. */
  sent: Map<string, SentBody>
}

export interface SentBody {
  /** `chatName` of the chat. */
  chat: string
  body: Buffer
}

/** Phones address people by LID, as the network does since every account has one. */
export const PHONE_ADDRESSING: Addressing = 'lid'

const SENT_CAPACITY = 1_000
const MAX_RESENDS = 5

/** Encrypts a message for every device of the chat and for the account's own linked devices, and sends it. */
export async function sendMessage(
  phone: Sender,
  chat: Chat,
  message: proto.IMessage,
  toDevices?: OutgoingPhoneMessage['toDevices'],
): Promise<string> {
  const id = generateMessageIDV2(jidOf(phone.account, 'pn'))
  remember(phone, id, { chat: chatName(chat), body: Buffer.from(proto.Message.encode(message).finish()) })
  if (chat.kind !== 'person') return sendToMany(phone, chat, id, message, toDevices)
  const targets = []
  for (const to of recipients(phone.account, chat.account)) {
    const enc = await encryptFor(phone, to, wrap(phone, chat.account, to, message))
    const theirs = to.account !== phone.account && to.device !== 0
    targets.push({ to, ciphertexts: [theirs ? damaged(enc, toDevices) : enc] })
  }
  const from = { account: phone.account, device: 0 }
  const addressing = PHONE_ADDRESSING
  relay(phone.world, { id, from, chat: chat.account, addressing, attrs: attrsOf(message), targets })
  return id
}

function damaged(enc: BinaryNode, how: OutgoingPhoneMessage['toDevices']): BinaryNode {
  if (how === 'unavailable') return { tag: 'unavailable', attrs: {} }
  const bytes = Buffer.from(enc.content as Uint8Array)
  if (how === 'spoilt') bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 0xff, bytes.length - 1)
  return { ...enc, content: bytes }
}

/** Of what goes to many: the ciphertext is spoilt, the key that came before it is lost, or neither of them comes. */
function spoiltParts(how: NonNullable<OutgoingPhoneMessage['toDevices']>): GroupMessage['spoil'] {
  return ({ key, common }) => {
    if (how === 'unavailable') return [{ tag: 'unavailable', attrs: {} }]
    if (!common) return []
    return how === 'keyless' ? [common] : [...(key ? [key] : []), damaged(common, how)]
  }
}

/** A group, or a status with those who shall see it. */
type Many = Exclude<Chat, { kind: 'person' }>

function peopleIn(phone: Sender, chat: Many): Account[] {
  return chat.kind === 'group' ? peopleOf(phone.world, chat.group) : [...new Set([...chat.viewers, phone.account])]
}

/** One ciphertext for everybody; devices that lack this phone's sender key get it on their own sessions. */
async function sendToMany(
  phone: Sender,
  chat: Many,
  id: string,
  message: proto.IMessage,
  toDevices: OutgoingPhoneMessage['toDevices'],
): Promise<string> {
  const jid = chatJid(chat)
  const people = peopleIn(phone, chat)
  const devices = people.flatMap((account) => {
    const ids = deviceIds(account).filter((device) => account !== phone.account || device !== 0)
    return ids.map((device) => ({ account, device }))
  })
  const names = new Map(devices.map((to) => [jidOf(to.account, 'lid', to.device), to]))
  const data = encodeWAMessage(message)
  const { ciphertext, distribution, lacking } = phone.signal.groups.encrypt(jid, data, [...names.keys()])
  const single = []
  for (const name of lacking) {
    const to = names.get(name)
    const key = { senderKeyDistributionMessage: { groupId: jid, axolotlSenderKeyDistributionMessage: distribution } }
    if (to) single.push({ to, ciphertext: await encryptFor(phone, to, key) })
  }
  const common = { tag: 'enc', attrs: { v: '2', type: 'skmsg', ...mediaTypeOf(message) }, content: ciphertext }
  const from = { account: phone.account, device: 0 }
  const spoil = toDevices && spoiltParts(toDevices)
  relayToMany(phone.world, { id, from, jid, people, attrs: attrsOf(message), common, single, spoil })
  return id
}

function recipients(own: Account, chat: Account): Endpoint[] {
  const devices = chat === own ? [] : deviceIds(chat).map((device) => ({ account: chat, device }))
  const copies = deviceIds(own).filter((device) => device !== 0)
  return [...devices, ...copies.map((device) => ({ account: own, device }))]
}

function wrap(phone: Sender, chat: Account, to: Endpoint, message: proto.IMessage): proto.IMessage {
  if (to.account !== phone.account) return message
  const destinationJid = jidOf(chat, namesOf(chat, PHONE_ADDRESSING).by)
  return { deviceSentMessage: { destinationJid, message } }
}

/** What concerns a chat, for the account's own linked devices alone. */
export async function sendToOwnDevices(phone: Sender, chat: Account, message: proto.IMessage): Promise<void> {
  const targets = []
  for (const to of recipients(phone.account, phone.account)) {
    targets.push({ to, ciphertexts: [await encryptFor(phone, to, wrap(phone, chat, to, message))] })
  }
  const id = generateMessageIDV2(jidOf(phone.account, 'pn'))
  const from = { account: phone.account, device: 0 }
  relay(phone.world, { id, from, chat, addressing: PHONE_ADDRESSING, attrs: attrsOf(message), targets })
}

/** A word that only the account's own device gets. */
export async function sendPeer(phone: Sender, device: number, message: proto.IMessage): Promise<void> {
  const to = { account: phone.account, device }
  const ciphertexts = [await encryptFor(phone, to, message)]
  relay(phone.world, {
    id: generateMessageIDV2(jidOf(phone.account, 'pn')),
    from: { account: phone.account, device: 0 },
    chat: phone.account,
    addressing: 'pn',
    attrs: { type: 'text', category: 'peer' },
    targets: [{ to, ciphertexts }],
  })
}

/** Answers a retry receipt: a new session, and the same message once more for that device alone. */
export async function resend(phone: Sender, receipt: BinaryNode): Promise<void> {
  const to = findEndpoint(phone.world, receipt.attrs.participant ?? receipt.attrs.from)
  const { id = '' } = receipt.attrs
  const sent = phone.sent.get(id)
  const chat = findChat(phone.world, sent?.chat)
  const count = Number(child(receipt, 'retry')?.attrs.count ?? 1)
  if (!to || !sent || !chat || count > MAX_RESENDS) return
  const bundle = bundleOf(receipt) ?? handOut(phone.world, to)
  if (!bundle) return
  await phone.signal.begin(jidOf(to.account, 'lid', to.device), bundle)
  const message = proto.Message.decode(sent.body)
  const from = { account: phone.account, device: 0 }
  const attrs = attrsOf(message)
  const again = async (body: proto.IMessage) => {
    const enc = await encryptFor(phone, to, body)
    return { ...enc, attrs: { ...enc.attrs, count: String(count) } }
  }
  if (chat.kind !== 'person') {
    const jid = chatJid(chat)
    const key = phone.signal.groups.distribution(jid)
    message.senderKeyDistributionMessage = { groupId: jid, axolotlSenderKeyDistributionMessage: key }
    const ciphertext = await again(message)
    return relayToMany(phone.world, { id, from, jid, people: [to.account], attrs, single: [{ to, ciphertext }] })
  }
  const ciphertexts = [await again(wrap(phone, chat.account, to, message))]
  const targets = [{ to, ciphertexts }]
  relay(phone.world, { id, from, chat: chat.account, addressing: PHONE_ADDRESSING, attrs, targets })
}

async function encryptFor(phone: Sender, to: Endpoint, message: proto.IMessage): Promise<BinaryNode> {
  const jid = jidOf(to.account, 'lid', to.device)
  if (!(await phone.signal.hasSession(jid))) {
    const bundle = handOut(phone.world, to)
    if (!bundle) throw new Error(`Nobody has keys for ${jid}.`)
    await phone.signal.begin(jid, bundle)
  }
  const { type, ciphertext } = await phone.signal.encrypt(jid, encodeWAMessage(message))
  return { tag: 'enc', attrs: { v: '2', type, ...mediaTypeOf(message) }, content: ciphertext }
}

function bundleOf(receipt: BinaryNode): KeyBundle | undefined {
  const keys = child(receipt, 'keys')
  const identity = bytes(keys, 'identity')
  const registrationId = uint(bytes(receipt, 'registration'))
  const signed = identity && readSigned(child(keys, 'skey'), identity)
  if (!identity || registrationId === undefined || !signed || typeof signed === 'string') return undefined
  const one = child(keys, 'key')
  const [id, value] = [uint(bytes(one, 'id')), bytes(one, 'value')]
  const oneTime = id !== undefined && value ? { oneTime: { id, value } } : {}
  return { registrationId, identity, signed, ...oneTime }
}

const EDITED = '1'
const REMOVED = '7'

/** What the stanza says of the message outside its ciphertext. */
function attrsOf(message: proto.IMessage): Record<string, string> {
  const protocol = message.protocolMessage?.type
  if (protocol === proto.Message.ProtocolMessage.Type.MESSAGE_EDIT) return { type: 'text', edit: EDITED }
  if (protocol === proto.Message.ProtocolMessage.Type.REVOKE) return { type: 'text', edit: REMOVED }
  if (message.reactionMessage) return { type: 'reaction' }
  const poll = message.pollCreationMessage ?? message.pollCreationMessageV3 ?? message.pollUpdateMessage
  if (poll) return { type: 'poll' }
  return { type: Object.keys(mediaTypeOf(message)).length ? 'media' : 'text' }
}

function mediaTypeOf(message: proto.IMessage): Record<string, string> {
  const inner = message.deviceSentMessage?.message ?? message
  const kinds = ['image', 'video', 'audio', 'document'] as const
  const kind = kinds.find((name) => inner[`${name}Message`])
  return kind ? { mediatype: kind } : {}
}

function remember(phone: Sender, id: string, body: SentBody): void {
  phone.sent.set(id, body)
  if (phone.sent.size <= SENT_CAPACITY) return
  for (const [oldest] of phone.sent) {
    phone.sent.delete(oldest)
    return
  }
}

/** Ids that a receipt names: its own and those of its list. */
export function receiptIds(receipt: BinaryNode): string[] {
  const listed = children(child(receipt, 'list')).flatMap((item) => item.attrs.id ?? [])
  return receipt.attrs.id ? [receipt.attrs.id, ...listed] : listed
}
