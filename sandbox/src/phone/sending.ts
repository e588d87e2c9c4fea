import { encodeWAMessage, generateMessageIDV2, proto, type BinaryNode } from 'baileys'
import { handOut, readSigned } from '../protocol/prekeys.ts'
import { relayToGroup } from '../protocol/group-messages.ts'
import { relay } from '../protocol/relay.ts'
import { bytes, child, children, uint } from '../protocol/stanza.ts'
import { deviceIds, findEndpoint, jidOf, type Addressing, type Endpoint } from '../state/accounts.ts'
import { chatName, findChat, type Chat } from '../state/chats.ts'
import { groupJid, type Group } from '../state/groups.ts'
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
export async function sendMessage(phone: Sender, chat: Chat, message: proto.IMessage): Promise<string> {
  const id = generateMessageIDV2(jidOf(phone.account, 'pn'))
  remember(phone, id, { chat: chatName(chat), body: Buffer.from(proto.Message.encode(message).finish()) })
  if (chat.kind === 'group') return sendToGroup(phone, chat.group, id, message)
  const targets = []
  for (const to of recipients(phone.account, chat.account)) {
    targets.push({ to, ciphertexts: [await encryptFor(phone, to, wrap(phone, chat.account, to, message))] })
  }
  const from = { account: phone.account, device: 0 }
  const addressing = PHONE_ADDRESSING
  relay(phone.world, { id, from, chat: chat.account, addressing, attrs: attrsOf(message), targets })
  return id
}

/** One ciphertext for the whole group; devices that lack this phone's sender key get it on their own sessions. */
async function sendToGroup(phone: Sender, group: Group, id: string, message: proto.IMessage): Promise<string> {
  const jid = groupJid(group)
  const devices = [...group.members.keys()].flatMap((number) => {
    const account = phone.world.accounts.get(number)
    const ids = account ? deviceIds(account).filter((device) => account !== phone.account || device !== 0) : []
    return ids.map((device) => ({ account: account as Account, device }))
  })
  const names = new Map(devices.map((to) => [jidOf(to.account, 'lid', to.device), to]))
  const data = encodeWAMessage(message)
  const own = jidOf(phone.account, 'lid')
  const { ciphertext, distribution, lacking } = await phone.signal.encryptForGroup(jid, own, data, [...names.keys()])
  const single = []
  for (const name of lacking) {
    const to = names.get(name)
    const key = { senderKeyDistributionMessage: { groupId: jid, axolotlSenderKeyDistributionMessage: distribution } }
    if (to) single.push({ to, ciphertext: await encryptFor(phone, to, key) })
  }
  const common = { tag: 'enc', attrs: { v: '2', type: 'skmsg', ...mediaTypeOf(message) }, content: ciphertext }
  const from = { account: phone.account, device: 0 }
  relayToGroup(phone.world, { id, from, group, attrs: attrsOf(message), common, single })
  return id
}

function recipients(own: Account, chat: Account): Endpoint[] {
  const devices = chat === own ? [] : deviceIds(chat).map((device) => ({ account: chat, device }))
  const copies = deviceIds(own).filter((device) => device !== 0)
  return [...devices, ...copies.map((device) => ({ account: own, device }))]
}

function wrap(phone: Sender, chat: Account, to: Endpoint, message: proto.IMessage): proto.IMessage {
  if (to.account !== phone.account) return message
  return { deviceSentMessage: { destinationJid: jidOf(chat, PHONE_ADDRESSING), message } }
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
  if (chat.kind === 'group') {
    const group = groupJid(chat.group)
    const key = await phone.signal.distribution(group, jidOf(phone.account, 'lid'))
    message.senderKeyDistributionMessage = { groupId: group, axolotlSenderKeyDistributionMessage: key }
    const ciphertext = await again(message)
    return relayToGroup(phone.world, { id, from, group: chat.group, attrs, single: [{ to, ciphertext }] })
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
