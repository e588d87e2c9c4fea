import { Readable } from 'node:stream'
import type { proto } from 'baileys'
import type { OutgoingPhoneMessage, PhoneMessage } from '../api.ts'
import { encryptFile } from '../media/cipher.ts'
import type { Vault } from '../media/vault.ts'
import { nowSeconds } from '../protocol/stanza.ts'
import { Problem } from '../problem.ts'

export interface QuotedMessage {
  message: PhoneMessage
  /** Jid of its author, spelled as the chat addresses people. */
  author: string
}

/** Builds the body of a text or a file; media goes into the vault first. Throws when there is nothing to send. */
export async function compose(
  vault: Vault,
  mediaHost: string,
  outgoing: OutgoingPhoneMessage,
  contextInfo?: proto.IContextInfo,
): Promise<proto.IMessage> {
  if (outgoing.media) return composeMedia(vault, mediaHost, outgoing.media, contextInfo)
  if (!outgoing.text) throw new Problem('nothingToSend', 'A message needs a text or a file.')
  const { text, background } = outgoing
  const look = background === undefined ? {} : { backgroundArgb: 0xff000000 + parseInt(background.slice(1), 16) }
  if (!contextInfo && background === undefined) return { conversation: text }
  return { extendedTextMessage: { text, ...look, ...(contextInfo && { contextInfo }) } }
}

/** What says of a message that it answers another. */
export function contextOf(quoted: QuotedMessage): proto.IContextInfo {
  const { message, author } = quoted
  return {
    stanzaId: message.id,
    participant: author,
    quotedMessage: { conversation: message.text ?? message.media?.caption ?? message.media?.fileName ?? '' },
  }
}

async function composeMedia(
  vault: Vault,
  mediaHost: string,
  media: NonNullable<OutgoingPhoneMessage['media']>,
  contextInfo: proto.IContextInfo | undefined,
): Promise<proto.IMessage> {
  const { body, mediaKey, fileSha256, fileEncSha256 } = encryptFile(media.data, media.kind)
  const hash = fileEncSha256.toString('base64url')
  const directPath = `/mms/${media.kind}/${hash}`
  await vault.put(directPath, hash, Readable.from([body]))
  const file = {
    url: `https://${mediaHost}${directPath}`,
    directPath,
    mediaKey,
    mediaKeyTimestamp: nowSeconds(),
    fileSha256,
    fileEncSha256,
    fileLength: media.data.length,
    mimetype: media.mimeType,
    ...(media.caption !== undefined && { caption: media.caption }),
    ...(contextInfo && { contextInfo }),
  }
  const name = media.fileName !== undefined && { fileName: media.fileName, title: media.fileName }
  return media.kind === 'document' ? { documentMessage: { ...file, ...name } } : { [`${media.kind}Message`]: file }
}
