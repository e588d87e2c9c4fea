import { deflateSync } from 'node:zlib'
import { proto } from 'baileys'
import type { PhoneMessage } from '../api.ts'
import { keepOwnFile } from '../media/own-file.ts'
import type { Vault } from '../media/vault.ts'
import { jidOf, namesOf } from '../state/accounts.ts'
import { chatJid, findChat, STATUS } from '../state/chats.ts'
import type { Account, World } from '../state/model.ts'
import type { Inbox } from './inbox.ts'

/** A longer history goes by the media host. */
const MOST_INLINE = 1024

const STATUSES = proto.WebMessageInfo.Status
const REACHED = { sent: STATUSES.SERVER_ACK, delivered: STATUSES.DELIVERY_ACK, read: STATUSES.READ }

/**
 * What a phone tells a newly linked device of the time before: its chats with their texts, who is called what, and
 * which number has which LID; in the words themselves or as a file. Undefined for a phone that has nothing to tell.
 */
export async function historyOf(
  world: World,
  vault: Vault,
  own: Account,
  inbox: Inbox,
  archived: readonly string[],
): Promise<proto.IMessage | undefined> {
  const chats = new Map<string, PhoneMessage[]>()
  for (const message of inbox.entries()) {
    if (message.text === undefined || message.deleted || message.chat === STATUS) continue
    chats.set(message.chat, [...(chats.get(message.chat) ?? []), message])
  }
  if (chats.size === 0) return undefined
  const people = new Set<Account>()
  const conversations = [...chats].flatMap(([name, messages]): proto.IConversation[] => {
    const chat = findChat(world, name)
    if (!chat || chat.kind === 'status') return []
    if (chat.kind === 'person') people.add(chat.account)
    const infos = messages.map((message) => infoOf(world, own, chatJid(chat), chat.kind === 'group', message))
    for (const { sender } of messages) {
      const author = world.accounts.get(sender)
      if (author && author !== own) people.add(author)
    }
    const subject = chat.kind === 'group' ? { name: chat.group.subject } : {}
    const about = { id: chatJid(chat), archived: archived.includes(name), ...subject }
    return [{ ...about, messages: infos.toReversed().map((message) => ({ message })) }]
  })
  const history = {
    syncType: proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP,
    conversations,
    pushnames: [...people].map((account) => ({ id: nameIn(account), pushname: account.name })),
    phoneNumberToLidMappings: [...people]
      .filter(({ naming }) => naming === 'both')
      .map((account) => ({ pnJid: jidOf(account, 'pn'), lidJid: jidOf(account, 'lid') })),
    chunkOrder: 1,
    progress: 100,
  }
  const { HISTORY_SYNC_NOTIFICATION: type } = proto.Message.ProtocolMessage.Type
  const payload = deflateSync(proto.HistorySync.encode(history).finish())
  const syncType = proto.Message.HistorySyncType.INITIAL_BOOTSTRAP
  const where =
    payload.length > MOST_INLINE
      ? { ...(await keepOwnFile(vault, 'md-msg-hist', payload)), fileLength: payload.length }
      : { initialHistBootstrapInlinePayload: payload }
  return { protocolMessage: { type, historySyncNotification: { syncType, ...where } } }
}

const nameIn = (account: Account) => jidOf(account, namesOf(account, 'lid').by)

/** A shown message as phones hand it over to the account's devices. */
export function infoOf(
  world: World,
  own: Account,
  chat: string,
  group: boolean,
  message: PhoneMessage,
): proto.IWebMessageInfo {
  const { id, fromMe, text = '', timestamp, status } = message
  const author = fromMe ? own : world.accounts.get(message.sender)
  const participant = group && author ? { participant: nameIn(author) } : {}
  return {
    key: { remoteJid: chat, fromMe, id, ...participant },
    message: { conversation: text },
    messageTimestamp: timestamp,
    ...(fromMe ? { status: REACHED[status ?? 'sent'] } : { pushName: author?.name ?? '' }),
    ...participant,
  }
}
