import { proto, unpadRandomMax16, type BinaryNode } from 'baileys'
import type { PhoneMessage } from '../api.ts'
import { inspectFile } from '../media/cipher.ts'
import type { Vault } from '../media/vault.ts'
import { forwardReceipt } from '../protocol/receipts.ts'
import { oneTimeNode, signedNode } from '../protocol/prekeys.ts'
import { bigEndian, bytes, children, nowSeconds } from '../protocol/stanza.ts'
import { findEndpoint, jidOf, type Endpoint } from '../state/accounts.ts'
import { chatName, findChat, type Chat } from '../state/chats.ts'
import type { Account, World } from '../state/model.ts'
import { readContent, type FileReference, type Shown } from './content.ts'
import { applyEffect } from './effects.ts'
import type { Inbox } from './inbox.ts'
import type { PhoneSignal } from './signal.ts'

/** What receiving needs of a phone. */
export interface Receiver {
  world: World
  account: Account
  signal: PhoneSignal
  inbox: Inbox
  vault: Vault
  autoDeliver(): boolean
  /** A linked device of the account asked the phone something. */
  answerOwn(device: number, id: string, asked: proto.IMessage): Promise<void>
  /** How often the wire carried a message that is not shown yet, by its key. */
  unshown: Map<string, number>
}

const MAX_RETRIES = 5
const UNSHOWN_CAPACITY = 1_000

/** Decrypts a message stanza, shows what a person would see, and answers with a receipt. */
export async function receiveMessage(phone: Receiver, node: BinaryNode): Promise<void> {
  const author = findEndpoint(phone.world, node.attrs.participant ?? node.attrs.from)
  const id = node.attrs.id
  if (!author || !id) return
  const mine = author.account === phone.account
  const chat = chatOf(phone, node, author)
  const key = `${chatName(chat)} ${author.account.number} ${id}`
  const known = phone.inbox.find(chatName(chat), author.account.number, id)
  const wireCount = known ? ++known.wireCount : countUnshown(phone, key)
  const message = await decrypt(phone, author, node)
  // A repeated ciphertext no longer decrypts; the message is here, so its author only needs to hear that again.
  if (!message && !known) return askAgain(phone, author, node, wireCount)
  const said = message && (message.deviceSentMessage?.message ?? message)
  if (mine && said?.protocolMessage?.peerDataOperationRequestMessage) return phone.answerOwn(author.device, id, said)
  const scene = { world: phone.world, inbox: phone.inbox, own: phone.account, chat, author: author.account }
  const content = said && !applyEffect(scene, said) ? readContent(said) : undefined
  if (content) phone.inbox.keepSecret(id, said?.messageContextInfo?.messageSecret)
  if (!known && content) await show(phone, node, { chat, author, mine, content, wireCount })
  else if (known) phone.inbox.changed(known)
  phone.unshown.delete(key)
  if (!mine && phone.autoDeliver()) confirm(phone, node)
}

/** A copy of an own message names its chat as the recipient. */
function chatOf(phone: Receiver, node: BinaryNode, author: Endpoint): Chat {
  const many = node.attrs.participant === undefined ? undefined : findChat(phone.world, node.attrs.from)
  if (many) return many
  if (author.account !== phone.account) return { kind: 'person', account: author.account }
  const account = findEndpoint(phone.world, node.attrs.recipient)?.account ?? phone.account
  return { kind: 'person', account }
}

/** Sends a receipt for a received message to its author. */
export function confirm(phone: Pick<Receiver, 'world' | 'account'>, node: BinaryNode): void {
  const { id = '', from = '', participant } = node.attrs
  const attrs = { id, to: from, ...(participant !== undefined && { participant }) }
  forwardReceipt(phone.world, { account: phone.account, device: 0 }, { tag: 'receipt', attrs })
}

/** In a group the key comes first, on the session of the two devices, and what it opens behind it. */
async function decrypt(phone: Receiver, author: Endpoint, node: BinaryNode): Promise<proto.IMessage | undefined> {
  const jid = jidOf(author.account, 'lid', author.device)
  const group = node.attrs.from ?? ''
  let message: proto.IMessage | undefined
  for (const enc of children(node).filter((inner) => inner.tag === 'enc')) {
    const body = bytes(enc) ?? Buffer.alloc(0)
    const type = enc.attrs.type === 'pkmsg' ? 'pkmsg' : 'msg'
    try {
      const padded =
        enc.attrs.type === 'skmsg'
          ? phone.signal.groups.decrypt(group, jid, body)
          : await phone.signal.decrypt(jid, type, body)
      message = proto.Message.decode(unpadRandomMax16(padded))
      const { groupId, axolotlSenderKeyDistributionMessage: key } = message.senderKeyDistributionMessage ?? {}
      if (groupId && key) phone.signal.groups.learn(groupId, jid, key)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      phone.world.log('undecryptable', { number: phone.account.number, id: node.attrs.id, text })
      message = undefined
    }
  }
  return message
}

interface Arrival {
  chat: Chat
  author: Endpoint
  mine: boolean
  content: Shown
  wireCount: number
}

async function show(phone: Receiver, node: BinaryNode, arrival: Arrival): Promise<void> {
  const { file, ...content } = arrival.content
  const message: PhoneMessage = {
    id: node.attrs.id ?? '',
    chat: chatName(arrival.chat),
    sender: arrival.author.account.number,
    fromMe: arrival.mine,
    timestamp: Number(node.attrs.t ?? nowSeconds()),
    ...content,
    wireCount: arrival.wireCount,
    ...(arrival.mine && { status: 'sent' as const }),
  }
  const media = file && (await readMedia(phone, file))
  phone.inbox.show(media ? { ...message, media } : message)
}

async function readMedia(phone: Receiver, file: FileReference): Promise<PhoneMessage['media']> {
  const about = {
    mimeType: file.mimeType,
    ...file.look,
    ...(file.fileName !== undefined && { fileName: file.fileName }),
    ...(file.caption !== undefined && { caption: file.caption }),
  }
  try {
    if ((await phone.vault.size(file.directPath)) === undefined) throw new Error('the media host does not hold it')
    return { ...about, ...(await inspectFile(phone.vault.read(file.directPath), file, file.kind)) }
  } catch (error) {
    const text = `A file could not be read: ${error instanceof Error ? error.message : String(error)}.`
    phone.world.violation({ rule: 'media', text, number: phone.account.number })
    return { ...about, sha256: '', size: 0 }
  }
}

function countUnshown(phone: Receiver, key: string): number {
  const count = (phone.unshown.get(key) ?? 0) + 1
  phone.unshown.set(key, count)
  if (phone.unshown.size > UNSHOWN_CAPACITY) {
    for (const [oldest] of phone.unshown) {
      phone.unshown.delete(oldest)
      break
    }
  }
  return count
}

// From the second attempt on the receipt carries fresh keys, so that the author can begin anew.
function askAgain(phone: Receiver, author: Endpoint, node: BinaryNode, attempt: number): void {
  const { world, account, signal } = phone
  const { id = '', from = '', t = '', recipient, participant } = node.attrs
  const text = `A message from ${author.account.number} does not decrypt: wrong MAC, counter, prekey or session.`
  world.violation({ rule: 'signal', text, number: account.number })
  if (attempt > MAX_RETRIES) return
  const content: BinaryNode[] = [
    { tag: 'retry', attrs: { count: String(attempt), id, t, v: '1' } },
    { tag: 'registration', attrs: {}, content: bigEndian(signal.registrationId, 4) },
  ]
  if (attempt > 1) content.push(keysNode(signal))
  const attrs = {
    id,
    to: from,
    type: 'retry',
    ...(recipient ? { recipient } : {}),
    ...(participant ? { participant } : {}),
  }
  forwardReceipt(world, { account, device: 0 }, { tag: 'receipt', attrs, content })
}

function keysNode(signal: PhoneSignal): BinaryNode {
  const bundle = signal.bundle()
  const content: BinaryNode[] = [
    { tag: 'type', attrs: {}, content: Buffer.from([5]) },
    { tag: 'identity', attrs: {}, content: bundle.identity },
    signedNode(bundle.signed),
  ]
  if (bundle.oneTime) content.push(oneTimeNode(bundle.oneTime))
  return { tag: 'keys', attrs: {}, content }
}
