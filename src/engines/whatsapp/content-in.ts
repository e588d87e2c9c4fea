import type { proto } from 'baileys'
import type { Content, FileContent, FileKind, Quoted } from '../../base/content.ts'
import { chatIdOfJid } from './jid.ts'
import { normalizeMessageContent } from './library.ts'
import { readOther } from './other-in.ts'
import { lookOf } from './status-look.ts'

/** What a received message says: `contentClass` is part of the dedupe key, `protocol` is for nobody to read. */
export interface ReadMessage {
  contentClass: string
  content: Content
}

type Message = proto.IMessage

/** Turns the network's message (copies of own devices already unwrapped) into the product's words. */
export function readMessage(message: Message): ReadMessage {
  const inner = normalizeMessageContent(message) ?? message
  const content = readText(inner) ?? readFile(inner)
  if (content) return { contentClass: 'message', content }
  const other = readOther(inner)
  if (!other) return { contentClass: 'protocol', content: { kind: 'other', typeMessage: 'protocol', data: {} } }
  const { quoted } = contextOf(answerOf(inner))
  return quoted ? { ...other, content: { ...other.content, quoted } } : other
}

/** What a place, a card, a poll or an invitation answers. A pressed button names its message itself. */
function answerOf(message: Message): proto.IContextInfo | null | undefined {
  const poll = message.pollCreationMessage ?? message.pollCreationMessageV2 ?? message.pollCreationMessageV3
  const cards = message.contactMessage ?? message.contactsArrayMessage
  return (message.locationMessage ?? cards ?? poll ?? message.groupInviteMessage)?.contextInfo
}

function readText(message: Message): Content | undefined {
  if (message.conversation) return { kind: 'text', text: message.conversation }
  const extended = message.extendedTextMessage
  if (!extended) return undefined
  const text = extended.text ?? ''
  const status = lookOf(extended)
  const hasPreview = Boolean(extended.matchedText ?? extended.title ?? extended.description)
  return {
    kind: 'text',
    text,
    ...(status && { status }),
    ...(hasPreview && {
      preview: {
        link: extended.matchedText ?? '',
        title: extended.title ?? '',
        ...(extended.description && { description: extended.description }),
        ...thumbnail(extended.jpegThumbnail),
      },
    }),
    ...contextOf(extended.contextInfo),
  }
}

/** The file of a message, its kind beside it; undefined when it has none. */
export function filePart(message: Message): { kind: FileKind; part: FilePart } | undefined {
  const inner = normalizeMessageContent(message) ?? message
  if (inner.imageMessage) return { kind: 'image', part: inner.imageMessage }
  const video = inner.videoMessage ?? inner.ptvMessage
  if (video) return { kind: 'video', part: video }
  if (inner.audioMessage) return { kind: 'audio', part: inner.audioMessage }
  if (inner.documentMessage) return { kind: 'document', part: inner.documentMessage }
  if (inner.stickerMessage) return { kind: 'sticker', part: inner.stickerMessage }
  return undefined
}

/** The fields that all file messages share; the rest where a kind has it. */
export interface FilePart {
  url?: string | null
  directPath?: string | null
  mediaKey?: Uint8Array | null
  fileSha256?: Uint8Array | null
  mimetype?: string | null
  fileLength?: number | Long | null
  caption?: string | null
  fileName?: string | null
  jpegThumbnail?: Uint8Array | null
  isAnimated?: boolean | null
  contextInfo?: proto.IContextInfo | null
}

type Long = { toNumber(): number }

export function lengthOf(part: FilePart): number {
  return typeof part.fileLength === 'object' ? (part.fileLength?.toNumber() ?? 0) : (part.fileLength ?? 0)
}

function readFile(message: Message): FileContent | undefined {
  const found = filePart(message)
  if (!found) return undefined
  const { kind, part } = found
  return {
    kind: 'file',
    fileKind: kind,
    fileName: part.fileName ?? '',
    mimeType: part.mimetype ?? '',
    size: lengthOf(part),
    ...(part.caption && { caption: part.caption }),
    ...thumbnail(part.jpegThumbnail),
    ...(kind === 'sticker' && { isAnimated: part.isAnimated ?? false }),
    ...contextOf(part.contextInfo),
  }
}

export function thumbnail(bytes: Uint8Array | null | undefined): { jpegThumbnail?: string } {
  return bytes?.length ? { jpegThumbnail: Buffer.from(bytes).toString('base64') } : {}
}

export function contextOf(context: proto.IContextInfo | null | undefined): {
  quoted?: Quoted
  forwardingScore?: number
} {
  const quoted = quotedOf(context)
  const score = context?.forwardingScore ?? (context?.isForwarded ? 1 : 0)
  return { ...(quoted && { quoted }), ...(score > 0 && { forwardingScore: score }) }
}

function quotedOf(context: proto.IContextInfo | null | undefined): Quoted | undefined {
  if (!context?.stanzaId) return undefined
  const content = context.quotedMessage && readMessage(context.quotedMessage)
  return {
    idMessage: context.stanzaId,
    participant: chatIdOfJid(context.participant ?? ''),
    ...(content && content.contentClass !== 'protocol' && { content: content.content }),
  }
}
