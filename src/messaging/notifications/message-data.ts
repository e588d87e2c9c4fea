import type { Content, FileContent, FileKind, OtherContent, Quoted, TextContent } from '../../base/content.ts'

/** Content as the journal keeps it: a file also knows until when its stored copy lives. */
export type RecordedContent = Content & { expiresAt?: number }

const FILE_TYPES: Readonly<Record<FileKind, string>> = {
  image: 'imageMessage',
  video: 'videoMessage',
  audio: 'audioMessage',
  document: 'documentMessage',
  sticker: 'stickerMessage',
}

/** The data object of each typeMessage that is no text and no file (notifications.md, typeMessage table). */
const DATA_OBJECTS: Readonly<Record<string, string>> = {
  locationMessage: 'locationMessageData',
  contactMessage: 'contactMessageData',
  contactsArrayMessage: 'messageData',
  reactionMessage: 'extendedTextMessageData',
  pollMessage: 'pollMessageData',
  pollUpdateMessage: 'pollMessageData',
  editedMessage: 'editedMessageData',
  deletedMessage: 'deletedMessageData',
  groupInviteMessage: 'groupInviteMessageData',
  interactiveButtons: 'interactiveButtons',
  interactiveButtonsReply: 'interactiveButtonsReply',
  interactiveButtonsResponse: 'interactiveButtonsResponse',
  buttonsMessage: 'buttonsMessage',
  listMessage: 'listMessage',
  templateMessage: 'templateMessage',
  templateButtonsReplyMessage: 'templateButtonReplyMessage',
  buttonsResponseMessage: 'buttonsResponseMessage',
  listResponseMessage: 'listResponseMessage',
}

/** typeMessage of content: an answer in text is `quotedMessage`; a card or a forwarding makes a text "extended". */
export function typeMessageOf(content: Content): string {
  if (content.kind === 'file') return FILE_TYPES[content.fileKind]
  if (content.kind === 'other') return content.typeMessage
  if (content.quoted) return 'quotedMessage'
  return content.preview || content.forwardingScore ? 'extendedTextMessage' : 'textMessage'
}

/**
 * messageData of the contract, or undefined for content the contract has no notification for: clients stop their
 * queue at a kind they do not know (receiving.md), so such content is only journalled.
 */
export function messageData(content: Content, downloadUrl: string): object | undefined {
  const typeMessage = typeMessageOf(content)
  if (content.kind === 'text') return { typeMessage, ...textData(content), ...quotedPart(content.quoted) }
  if (content.kind === 'file') {
    return { typeMessage, fileMessageData: fileData(content, downloadUrl), ...quotedPart(content.quoted) }
  }
  const name = DATA_OBJECTS[typeMessage]
  // a vote that could not be read says nothing a client could use
  if (name === undefined || (typeMessage === 'pollUpdateMessage' && !('votes' in content.data))) return undefined
  const { quotedMessage: target, ...data } = content.data
  const quote = target === undefined ? quotedPart(content.quoted) : { quotedMessage: target }
  return { typeMessage, [name]: data, ...quote }
}

function textData(content: TextContent): object {
  const { text, quoted, preview, forwardingScore = 0 } = content
  if (quoted) {
    return { extendedTextMessageData: { text, stanzaId: quoted.idMessage, participant: quoted.participant } }
  }
  if (!preview && forwardingScore === 0) return { textMessageData: { textMessage: text } }
  return { extendedTextMessageData: extendedText(content) }
}

/** A text with its card, as notifications (extendedTextMessageData) and journals (extendedTextMessage) both say it. */
export function extendedText({ text, preview, forwardingScore = 0 }: TextContent): object {
  return {
    text,
    description: preview?.description ?? '',
    title: preview?.title ?? '',
    previewType: 'None',
    jpegThumbnail: preview?.jpegThumbnail ?? '',
    forwardingScore,
    isForwarded: forwardingScore > 0,
  }
}

/** The fields of a file; all seven are always there, empty ones as "" (notifications.md, Files). */
export function fileData(content: FileContent, downloadUrl: string): object {
  const { forwardingScore = 0 } = content
  return {
    downloadUrl,
    caption: content.caption ?? '',
    fileName: content.fileName,
    jpegThumbnail: content.jpegThumbnail ?? '',
    mimeType: content.mimeType,
    ...(content.fileKind === 'sticker' ? { isAnimated: content.isAnimated ?? false } : {}),
    forwardingScore,
    isForwarded: forwardingScore > 0,
  }
}

function quotedPart(quoted: Quoted | undefined): { quotedMessage?: object } {
  return quoted ? { quotedMessage: quotedMessage(quoted) } : {}
}

/** quotedMessage: who and which, and what it said as far as known. A quote never carries a quote of its own. */
export function quotedMessage({ idMessage, participant, content }: Quoted): object {
  const head = { stanzaId: idMessage, participant }
  if (content?.kind === 'text') {
    const text = { ...head, typeMessage: 'textMessage', textMessage: content.text }
    if (!content.preview) return text
    return { ...text, typeMessage: 'extendedTextMessage', extendedTextMessage: extendedText(content) }
  }
  if (content?.kind === 'file') return { ...head, typeMessage: typeMessageOf(content), ...fileData(content, '') }
  if (content?.kind === 'other') return { ...head, typeMessage: content.typeMessage, ...quotedOther(content) }
  return head
}

/** Names under which a quote holds what it quotes (notifications.md, quotedMessage). */
const QUOTED_NAMES: Readonly<Record<string, string>> = {
  locationMessage: 'location',
  contactMessage: 'contact',
  pollMessage: 'pollMessageData',
  groupInviteMessage: 'groupInviteMessageData',
}

function quotedOther({ typeMessage, data }: OtherContent): object {
  const name = QUOTED_NAMES[typeMessage]
  return name === undefined ? data : { [name]: data }
}
