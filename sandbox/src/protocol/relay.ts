import type { BinaryNode } from 'baileys'
import { jidOf, type Addressing, type Endpoint } from '../state/accounts.ts'
import type { World } from '../state/model.ts'
import { deliver } from './delivery.ts'
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

export function relay(world: World, message: Relayed): void {
  const t = String(nowSeconds())
  for (const { to, ciphertexts } of message.targets) {
    const attrs = { id: message.id, t, notify: message.from.account.name, ...message.attrs, ...envelope(message, to) }
    const content = message.identity ? [...ciphertexts, message.identity] : ciphertexts
    deliver(world, to.account, to.device, { tag: 'message', attrs, content })
  }
}

// The other name of the person always travels along. A copy for the sender's own device names the chat as recipient,
// and its alternate name is then the recipient's, not the sender's.
function envelope(message: Relayed, to: Endpoint): Record<string, string> {
  const { addressing, from, chat } = message
  const other: Addressing = addressing === 'lid' ? 'pn' : 'lid'
  const sender = jidOf(from.account, addressing, from.device)
  if (to.account !== from.account) return { from: sender, [`sender_${other}`]: jidOf(from.account, other) }
  if (message.attrs.category === 'peer') return { from: jidOf(from.account, addressing, from.device) }
  return { from: sender, recipient: jidOf(chat, addressing), [`peer_recipient_${other}`]: jidOf(chat, other) }
}
