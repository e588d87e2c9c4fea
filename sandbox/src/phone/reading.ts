import type { BinaryNode } from 'baileys'
import { forwardReceipt } from '../protocol/receipts.ts'
import { jidOf } from '../state/accounts.ts'
import { chatJid, chatName, type Chat } from '../state/chats.ts'
import type { Inbox } from './inbox.ts'
import type { Receiver } from './receiving.ts'
import { PHONE_ADDRESSING, receiptIds } from './sending.ts'

/** The person reads messages of a chat, all shown ones when `ids` is absent: their authors get receipts. */
export function readChat(
  { world, account, inbox }: Pick<Receiver, 'world' | 'account' | 'inbox'>,
  chat: Chat,
  ids?: string[],
): void {
  const wanted = inbox.entries(chatName(chat)).filter(({ fromMe, id }) => !fromMe && (ids?.includes(id) ?? true))
  for (const sender of new Set(wanted.map((message) => message.sender))) {
    const [first, ...rest] = wanted.filter((message) => message.sender === sender).map(({ id }) => id)
    const author = world.accounts.get(sender)
    if (first === undefined || !author) continue
    const participant = chat.kind === 'person' ? {} : { participant: jidOf(author, PHONE_ADDRESSING) }
    const attrs = { id: first, to: chatJid(chat), type: 'read', ...participant }
    const items = rest.map((id) => ({ tag: 'item', attrs: { id } }))
    const list: BinaryNode[] = rest.length ? [{ tag: 'list', attrs: {}, content: items }] : []
    const receipt: BinaryNode = list.length ? { tag: 'receipt', attrs, content: list } : { tag: 'receipt', attrs }
    forwardReceipt(world, { account, device: 0 }, receipt)
  }
}

const RANK = { sent: 1, delivered: 2, read: 3 }

/** Own messages show how far they have come; never less than before. */
export function showReceipt(inbox: Inbox, node: BinaryNode): void {
  const status = node.attrs.type === 'read' || node.attrs.type === 'played' ? 'read' : 'delivered'
  for (const id of receiptIds(node)) {
    const message = inbox.byId(id)
    if (!message?.fromMe || RANK[message.status ?? 'sent'] >= RANK[status]) continue
    message.status = status
    inbox.changed(message)
  }
}
