import type { proto } from 'baileys'
import type { Address, Content, FileContent, FileKind, OtherContent, Quoted, TextContent } from '../../base/content.ts'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import type { OpenSession } from './open-session.ts'
import { jidOfChatId } from './jid.ts'
import { proto as p } from './library.ts'
import { uploadMedia, type UploadedFile } from './media-out.ts'
import { forwardedMessage } from './forwarded.ts'
import { otherMessage } from './other-out.ts'
import { chatJid, reachable } from './people.ts'
import { backgroundOf, textLook } from './status-look.ts'
import { Problem } from './problem.ts'

/** Turns content into the network's message bytes, uploading its file. */
export async function buildMessage(
  session: OpenSession,
  { content, to, original, expiration }: Extract<EngineQuestion, { ask: 'build' }>,
): Promise<QuestionAnswers['build']> {
  const forward = original && forwardedMessage(original, content, expiration)
  if (forward) return { built: p.Message.encode(forward).finish() }
  // before anything is uploaded for nobody
  const reached = to.kind === 'status' ? { ...to, viewers: await reachable(session, to.viewers ?? []) } : undefined
  const message =
    content.kind === 'other'
      ? await otherOf(session, content, to, expiration)
      : await messageOf(session, content, expiration)
  return { built: p.Message.encode(message).finish(), ...(reached && { to: reached }) }
}

async function otherOf(
  session: OpenSession,
  content: OtherContent,
  to: Address,
  expiration?: number,
): Promise<proto.IMessage> {
  const message = otherMessage(content, {
    chat: await chatJid(session, to),
    contextInfo: contextInfoOf(content, expiration),
  })
  if (!message) throw new Problem('badContent', `${content.typeMessage} cannot be sent`)
  return message
}

async function messageOf(
  session: OpenSession,
  content: TextContent | FileContent,
  expiration?: number,
): Promise<proto.IMessage> {
  if (content.kind === 'text') return textMessage(content, expiration)
  const file = await uploadMedia(session, content)
  return fileMessage(content, file, expiration)
}

/** Plain text is a `conversation`; a preview, a quote, a forward mark, a status or a timer need the extended form. */
export function textMessage(content: TextContent, expiration?: number): proto.IMessage {
  const { text, preview, status } = content
  const contextInfo = contextInfoOf(content, expiration)
  if (!preview && !contextInfo && !status) return { conversation: text }
  return {
    extendedTextMessage: {
      text,
      ...(status && textLook(status)),
      ...(preview && {
        matchedText: preview.link,
        title: preview.title,
        previewType: p.Message.ExtendedTextMessage.PreviewType.NONE,
        ...(preview.description !== undefined && { description: preview.description }),
        ...(preview.jpegThumbnail !== undefined && { jpegThumbnail: Buffer.from(preview.jpegThumbnail, 'base64') }),
      }),
      ...(contextInfo && { contextInfo }),
    },
  }
}

function contextInfoOf(content: Content, expiration?: number): proto.IContextInfo | undefined {
  const { quoted } = content
  const forwardingScore =
    content.kind === 'other' ? Number(content.data['forwardingScore'] ?? 0) : content.forwardingScore
  if (!quoted && !forwardingScore && !expiration) return undefined
  return {
    ...(expiration && { expiration }),
    ...(quoted && {
      stanzaId: quoted.idMessage,
      participant: jidOfChatId(quoted.participant),
      quotedMessage: quotedMessage(quoted),
    }),
    ...(forwardingScore && { forwardingScore, isForwarded: true }),
  }
}

/** As much of the quoted message as the receiver's app shows above the answer. */
function quotedMessage({ content }: Quoted): proto.IMessage {
  if (content?.kind === 'text') return { conversation: content.text }
  if (content?.kind === 'other') return otherMessage(content, {}) ?? { conversation: '' }
  if (content?.kind !== 'file') return { conversation: '' }
  const part = {
    mimetype: content.mimeType,
    ...(content.caption !== undefined && { caption: content.caption }),
    ...(content.jpegThumbnail !== undefined && { jpegThumbnail: Buffer.from(content.jpegThumbnail, 'base64') }),
  }
  return { [FIELDS[content.fileKind]]: part }
}

const FIELDS: Readonly<Record<FileKind, keyof proto.IMessage>> = {
  image: 'imageMessage',
  video: 'videoMessage',
  audio: 'audioMessage',
  document: 'documentMessage',
  sticker: 'stickerMessage',
}

function fileMessage(content: FileContent, file: UploadedFile, expiration?: number): proto.IMessage {
  const contextInfo = contextInfoOf(content, expiration)
  const { thumbnail, width, height, ...where } = file
  const shared = {
    ...where,
    mimetype: content.mimeType,
    ...(contextInfo && { contextInfo }),
  }
  const seen = {
    ...(content.caption !== undefined && { caption: content.caption }),
    ...(thumbnail && { jpegThumbnail: thumbnail }),
  }
  const size = { ...(width !== undefined && { width }), ...(height !== undefined && { height }) }
  if (content.fileKind === 'image') return { imageMessage: { ...shared, ...seen, ...size } }
  const { seconds } = content
  const length = seconds !== undefined && { seconds }
  if (content.fileKind === 'video') return { videoMessage: { ...shared, ...seen, ...size, ...length } }
  if (content.fileKind === 'audio') {
    const look = content.status && backgroundOf(content.status)
    const waveform = content.waveform !== undefined && { waveform: Buffer.from(content.waveform, 'base64') }
    const ptt = content.mimeType.includes('opus') || Boolean(look)
    return { audioMessage: { ...shared, ...length, ...waveform, ptt, ...look } }
  }
  if (content.fileKind === 'sticker')
    return { stickerMessage: { ...shared, ...size, isAnimated: content.isAnimated ?? false } }
  return { documentMessage: { ...shared, ...seen, fileName: content.fileName, title: content.fileName } }
}
