import type { proto } from 'baileys'
import type { Content } from '../../base/content.ts'
import { normalizeMessageContent, proto as p } from './library.ts'

/** Parts that can be sent again as they are, each with a context of its own. */
const PARTS = [
  'extendedTextMessage',
  'imageMessage',
  'videoMessage',
  'ptvMessage',
  'audioMessage',
  'documentMessage',
  'stickerMessage',
  'locationMessage',
  'contactMessage',
  'contactsArrayMessage',
] as const

/**
 * A known message once more, marked as forwarded, with the timer of the chat it goes to, without its quote; a file
 * keeps its keys and its place on the media host. Where `content` says other words than the original, it was edited
 * since. Undefined for what must be written anew (a poll has a secret of its own).
 */
export function forwardedMessage(
  original: Uint8Array,
  content: Content,
  expiration?: number,
): proto.IMessage | undefined {
  const message = p.Message.decode(original)
  const inner = normalizeMessageContent(message) ?? message
  const score = content.kind === 'other' ? Number(content.data['forwardingScore'] ?? 1) : (content.forwardingScore ?? 1)
  const contextInfo = { isForwarded: true, forwardingScore: score, ...(expiration && { expiration }) }
  const first = inner.extendedTextMessage?.text ?? inner.conversation
  const text = content.kind === 'text' ? content.text : (first ?? '')
  if (inner.conversation || (inner.extendedTextMessage && text !== first))
    return { extendedTextMessage: { text, contextInfo } }
  const caption = content.kind === 'file' && content.caption !== undefined && { caption: content.caption }
  for (const part of PARTS) {
    const body = inner[part]
    if (body) return { [part]: { ...body, ...caption, contextInfo } }
  }
  return undefined
}
