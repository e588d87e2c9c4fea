import type { BinaryNode } from 'baileys'
import { jidOf, namesOf, type Addressing, type Endpoint } from '../state/accounts.ts'
import type { World } from '../state/model.ts'
import { deliver } from './delivery.ts'
import { chatBegun } from './restrictions.ts'
import { nowSeconds } from './stanza.ts'

/** A message on its way: who says it, in which chat, and the ciphertexts for each device. */
export interface Relayed {
  id: string
  from: Endpoint
  /** Account of the chat's other side. */
  chat: Endpoint['account']
  addressing: Addressing
  /** Further attributes of the stanza: type, edit, category. */
  attrs: Record<string, string>
  targets: { to: Endpoint; ciphertexts: BinaryNode[] }[]
  /** The sender's signed device identity; present when a first message is among the ciphertexts. */
  identity?: BinaryNode | undefined
}

/** Hands a message to its devices; who has blocked the sender gets nothing, and the sender does not hear of it. */
export function relay(world: World, message: Relayed): void {
  const { from, chat } = message
  if (message.targets.some(({ to }) => to.account === chat)) chatBegun(world, from.account, chat)
  const t = String(nowSeconds())
  for (const { to, ciphertexts } of message.targets) {
    if (to.account.blocked.has(message.from.account.number)) continue
    const attrs = { id: message.id, t, notify: message.from.account.name, ...message.attrs, ...envelope(message, to) }
    const content = message.identity ? [...ciphertexts, message.identity] : ciphertexts
    deliver(world, to.account, to.device, { tag: 'message', attrs, content })
  }
}

// The other name of the person travels along unless it is hidden. A copy for the sender's own device names the chat as recipient,
// and its alternate name is then the recipient's, not the sender's.
function envelope(message: Relayed, to: Endpoint): Record<string, string> {
  const { addressing, from, chat } = message
  if (to.account !== from.account) {
    const { by, beside } = namesOf(from.account, addressing)
    const alternate = beside && { [`sender_${beside}`]: jidOf(from.account, beside) }
    return { from: jidOf(from.account, by, from.device), ...alternate }
  }
  if (message.attrs.category === 'peer') return { from: jidOf(from.account, addressing, from.device) }
  const { by, beside } = namesOf(chat, addressing)
  const alternate = beside && { [`peer_recipient_${beside}`]: jidOf(chat, beside) }
  return { from: jidOf(from.account, by, from.device), recipient: jidOf(chat, by), ...alternate }
}
