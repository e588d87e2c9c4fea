import type { proto } from 'baileys'
import type { Address, Content, FileContent, FileKind, OtherContent, Quoted, TextContent } from '../../base/content.ts'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import type { OpenSession } from './open-session.ts'
import { jidOfChatId } from './jid.ts'
import { proto as p } from './library.ts'
import { uploadMedia, type UploadedFile } from './media-out.ts'
import { forwardedMessage } from './forwarded.ts'
import { otherMessage } from './other-out.ts'
import { chatJid } from './people.ts'
import { Problem } from './problem.ts'

/** Turns content into the network's message bytes, uploading its file. */
export async function buildMessage(
  session: OpenSession,
  { content, to, original }: Extract<EngineQuestion, { ask: 'build' }>,
): Promise<QuestionAnswers['build']> {
  const forward = original && forwardedMessage(original, content)
  if (forward) return { built: p.Message.encode(forward).finish() }
  const message = content.kind === 'other' ? await otherOf(session, content, to) : await messageOf(session, content)
  return { built: p.Message.encode(message).finish() }
}

async function otherOf(session: OpenSession, content: OtherContent, to: Address): Promise<proto.IMessage> {
  const message = otherMessage(content, { chat: await chatJid(session, to), contextInfo: contextInfoOf(content) })
  if (!message) throw new Problem('badContent', `${content.typeMessage} cannot be sent`)
  return message
}

async function messageOf(session: OpenSession, content: TextContent | FileContent): Promise<proto.IMessage> {
  if (content.kind === 'text') return textMessage(content)
  const file = await uploadMedia(session, content)
  return fileMessage(content, file)
}

/** Plain text is a `conversation`; a preview, a quote or a forward mark need the extended form. */
export function textMessage(content: TextContent): proto.IMessage {
  const { text, preview } = content
  const contextInfo = contextInfoOf(content)
  if (!preview && !contextInfo) return { conversation: text }
  return {
    extendedTextMessage: {
      text,
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

function contextInfoOf(content: Content): proto.IContextInfo | undefined {
  const { quoted } = content
  const forwardingScore =
    content.kind === 'other' ? Number(content.data['forwardingScore'] ?? 0) : content.forwardingScore
  if (!quoted && !forwardingScore) return undefined
  return {
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

function fileMessage(content: FileContent, file: UploadedFile): proto.IMessage {
  const contextInfo = contextInfoOf(content)
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
  if (content.fileKind === 'video') return { videoMessage: { ...shared, ...seen } }
  if (content.fileKind === 'audio') return { audioMessage: { ...shared, ptt: content.mimeType.includes('opus') } }
  if (content.fileKind === 'sticker')
    return { stickerMessage: { ...shared, ...size, isAnimated: content.isAnimated ?? false } }
  return { documentMessage: { ...shared, ...seen, fileName: content.fileName, title: content.fileName } }
}
