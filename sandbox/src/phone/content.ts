import { normalizeMessageContent, getContentType, type proto } from 'baileys'
import type { MediaLook, PhoneMessage } from '../api.ts'
import { readParts } from './parts.ts'

/** What a person sees of a message. */
export type Shown = Pick<
  PhoneMessage,
  | 'type'
  | 'text'
  | 'background'
  | 'quoted'
  | 'preview'
  | 'location'
  | 'contacts'
  | 'poll'
  | 'buttons'
  | 'forwardingScore'
  | 'expiration'
> & { file?: FileReference }

export interface FileReference {
  kind: MediaKind
  mediaKey: Buffer
  directPath: string
  fileSha256: Buffer
  fileEncSha256: Buffer
  mimeType: string
  fileName?: string
  caption?: string
  look: MediaLook
}

export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

const KINDS: Record<string, MediaKind> = {
  imageMessage: 'image',
  videoMessage: 'video',
  ptvMessage: 'video',
  audioMessage: 'audio',
  documentMessage: 'document',
  stickerMessage: 'sticker',
}

const NAMES: Record<string, string> = {
  conversation: 'text',
  extendedTextMessage: 'text',
  locationMessage: 'location',
  liveLocationMessage: 'location',
  contactMessage: 'contact',
  contactsArrayMessage: 'contact',
  pollCreationMessage: 'poll',
  pollCreationMessageV2: 'poll',
  pollCreationMessageV3: 'poll',
  interactiveMessage: 'buttons',
  interactiveResponseMessage: 'press',
}

/** Reads a message body; undefined for what no person sees (protocol words, key distribution). */
export function readContent(message: proto.IMessage): Shown | undefined {
  const content = normalizeMessageContent(message)
  const key = content && getContentType(content)
  if (!content || !key || key === 'protocolMessage' || key === 'senderKeyDistributionMessage') return undefined
  const text = content.conversation ?? content.extendedTextMessage?.text
  const shown: Shown = { type: KINDS[key] ?? NAMES[key] ?? key }
  if (text) shown.text = text
  const background = content.extendedTextMessage?.backgroundArgb
  if (background) shown.background = `#${(background >>> 0).toString(16).slice(-6)}`
  const body = content[key]
  const context = typeof body === 'object' && body && 'contextInfo' in body ? body.contextInfo : undefined
  const quoted = readQuoted(context)
  if (quoted) shown.quoted = quoted
  if (context?.isForwarded) shown.forwardingScore = context.forwardingScore ?? 1
  if (context?.expiration) shown.expiration = context.expiration
  Object.assign(shown, readParts(content))
  const preview = readPreview(content.extendedTextMessage)
  if (preview) shown.preview = preview
  const kind = KINDS[key]
  const file = kind && readFile(kind, body)
  if (file) shown.file = file
  return shown
}

function readQuoted(context: proto.IContextInfo | null | undefined): Shown['quoted'] {
  if (!context?.stanzaId) return undefined
  const text = context.quotedMessage ? readContent(context.quotedMessage)?.text : undefined
  return text === undefined ? { id: context.stanzaId } : { id: context.stanzaId, text }
}

function readPreview(text: proto.Message.IExtendedTextMessage | null | undefined): Shown['preview'] {
  if (!text?.matchedText) return undefined
  return {
    link: text.matchedText,
    ...(text.title ? { title: text.title } : {}),
    ...(text.description ? { description: text.description } : {}),
  }
}

type FileBody = Pick<
  proto.Message.IDocumentMessage,
  'mediaKey' | 'directPath' | 'fileSha256' | 'fileEncSha256' | 'mimetype' | 'fileName' | 'caption'
> &
  Pick<proto.Message.IVideoMessage, 'seconds' | 'width' | 'height' | 'jpegThumbnail'> &
  Pick<proto.Message.IAudioMessage, 'ptt' | 'waveform'>

function readFile(kind: MediaKind, body: unknown): FileReference | undefined {
  const { mediaKey, directPath, fileSha256, fileEncSha256, mimetype, fileName, caption } = body as FileBody
  if (!mediaKey || !directPath || !fileSha256 || !fileEncSha256) return undefined
  return {
    kind,
    mediaKey: Buffer.from(mediaKey),
    directPath,
    fileSha256: Buffer.from(fileSha256),
    fileEncSha256: Buffer.from(fileEncSha256),
    mimeType: mimetype ?? 'application/octet-stream',
    ...(fileName ? { fileName } : {}),
    ...(caption ? { caption } : {}),
    look: readLook(body as FileBody),
  }
}

function readLook({ seconds, width, height, jpegThumbnail, ptt, waveform }: FileBody): MediaLook {
  return {
    ...(ptt ? { voice: true as const } : {}),
    ...(seconds ? { seconds } : {}),
    ...(waveform?.length ? { waveform: [...waveform] } : {}),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
    ...(jpegThumbnail?.length ? { thumbnail: readThumbnail(Buffer.from(jpegThumbnail)) } : {}),
  }
}

function readThumbnail(picture: Buffer): NonNullable<MediaLook['thumbnail']> {
  const isJpeg =
    picture.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) &&
    picture.subarray(-2).equals(Buffer.from([0xff, 0xd9]))
  return { mimeType: isJpeg ? 'image/jpeg' : 'unknown', size: picture.length }
}
