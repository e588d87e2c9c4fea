import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import type { proto } from 'baileys'
import type { Address, PersonAddress } from '../../base/content.ts'
import type { EngineQuestion, History, PastMessage, QuestionAnswers } from '../port.ts'
import { readMessage } from './content-in.ts'
import { openEncrypted } from './encrypted-download.ts'
import { addressOfJids, userOf } from './jid.ts'
import { proto as p } from './library.ts'
import type { OpenSession } from './open-session.ts'
import { Problem } from './problem.ts'
import { ownNames } from './stanza-facts.ts'

const inflated = promisify(inflate)

/** Reads a part of the history; the LIDs that it names are known to the session from then on. */
export async function readHistory(
  session: OpenSession,
  { raw }: Extract<EngineQuestion, { ask: 'readHistory' }>,
): Promise<QuestionAnswers['readHistory']> {
  const notice = p.Message.decode(raw).protocolMessage?.historySyncNotification
  if (!notice) throw new Problem('badContent', 'the message hands nothing over')
  const sync = p.HistorySync.decode(await bytesOf(session, notice))
  const pairs = sync.phoneNumberToLidMappings.flatMap(({ pnJid: pn, lidJid: lid }) => (pn && lid ? [{ pn, lid }] : []))
  await session.line.sock.signalRepository.lidMapping.storeLIDPNMappings(pairs)
  const numbers = new Map(pairs.map(({ pn, lid }) => [userOf(lid) ?? '', userOf(pn) ?? '']))
  const named = (...jids: (string | null | undefined)[]): Address | undefined => {
    const address = addressOfJids(...jids.map((jid) => jid ?? undefined))
    if (address?.kind !== 'person' || address.phone !== undefined) return address
    const phone = numbers.get(address.lid ?? '')
    return phone === undefined ? address : { ...address, phone }
  }
  const own: PersonAddress = { kind: 'person', ...ownNames(session.account.creds) }
  const history: History = { messages: [], people: [], groups: [], archived: [] }
  for (const { id, pushname } of sync.pushnames) {
    const person = named(id)
    if (person?.kind === 'person' && pushname) history.people.push({ ...namesOf(person), pushName: pushname })
  }
  for (const conversation of sync.conversations) {
    const chat = named(conversation.id, conversation.pnJid, conversation.lidJid)
    if (!chat || chat.kind === 'status') continue
    if (chat.kind === 'group' && conversation.name) history.groups.push({ group: chat.id, subject: conversation.name })
    if (conversation.archived) history.archived.push(chat)
    // handed over newest first
    for (const { message } of (conversation.messages ?? []).toReversed()) {
      const past = message && pastOf(message, chat, own, named)
      if (past) history.messages.push(past)
    }
  }
  return history
}

const namesOf = ({ phone, lid }: PersonAddress) => ({
  ...(phone !== undefined && { phone }),
  ...(lid !== undefined && { lid }),
})

async function bytesOf(session: OpenSession, notice: proto.Message.IHistorySyncNotification): Promise<Uint8Array> {
  const { initialHistBootstrapInlinePayload: inline, mediaKey, directPath } = notice
  if (inline?.length) return inflated(inline)
  if (!mediaKey?.length) throw new Problem('badContent', 'the history has no key')
  const parts: Buffer[] = []
  for await (const part of await openEncrypted(session, { mediaKey, directPath }, 'md-msg-hist')) parts.push(part)
  return inflated(Buffer.concat(parts))
}

/**
 * The message that the own phone hands over since this device could not read it; undefined when it is something else.
 * One is asked for at a time.
 */
export function resentMessage(answer: proto.IMessage, own: Address): Omit<PastMessage, 'status'> | undefined {
  const results = answer.protocolMessage?.peerDataOperationRequestResponseMessage?.peerDataOperationResult ?? []
  const bytes = results[0]?.placeholderMessageResendResponse?.webMessageInfoBytes
  if (!bytes?.length || own.kind !== 'person') return undefined
  const info = p.WebMessageInfo.decode(bytes)
  const chat = addressOfJids(info.key?.remoteJid ?? undefined)
  const past = chat && pastOf(info, chat, own, (...jids) => addressOfJids(...jids.map((jid) => jid ?? undefined)))
  if (!past) return undefined
  const { status: _, ...message } = past
  return message
}

const { Status } = p.WebMessageInfo

function pastOf(
  info: proto.IWebMessageInfo,
  chat: Address,
  own: Address,
  named: (...jids: (string | null | undefined)[]) => Address | undefined,
): PastMessage | undefined {
  const { key, message } = info
  if (!message || !key?.id) return undefined
  const fromMe = key.fromMe ?? false
  const author = fromMe ? own : chat.kind === 'group' ? named(key.participant, info.participant) : chat
  const read = readMessage(message)
  // edits and the like are in the messages that they changed
  if (!author || read.contentClass !== 'message') return undefined
  const status = info.status ?? 0
  return {
    chat,
    author,
    fromMe,
    idMessage: key.id,
    at: Number(info.messageTimestamp ?? 0) * 1000,
    pushName: info.pushName ?? '',
    ...read,
    raw: p.Message.encode(message).finish(),
    status: status >= Status.READ ? 'read' : status >= Status.DELIVERY_ACK ? 'delivered' : 'sent',
  }
}
