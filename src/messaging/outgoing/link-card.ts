import type { LinkPreview } from '../../base/content.ts'
import type { Card } from './draft.ts'
import type { SendingWorld } from './world.ts'

const PAGE_MS = 5000
const PAGE_BYTES = 512 * 1024
const PICTURE_BYTES = 2 * 1024 * 1024
const TITLE_LENGTH = 300

/** The first link of a text, as a messenger would underline it. */
export function firstLink(text: string): string | undefined {
  const link = /\bhttps?:\/\/[^\s<>"']+/i.exec(text)?.[0]
  return link?.replace(/[).,;:!?\]]+$/, '')
}

/**
 * The card of a text's first link: the caller's own, or made from the page behind the link. Undefined when the text
 * has no link or the page tells nothing; never rejects, since a card is an ornament and the message must go.
 */
export async function linkCard(text: string, card: Card, world: SendingWorld): Promise<LinkPreview | undefined> {
  const link = firstLink(text)
  if (link === undefined) return undefined
  try {
    return card.custom ? await ownCard(card, link, world) : await pageCard(link, card, world)
  } catch (error) {
    world.log.debug({ err: error }, 'link preview not made')
    return undefined
  }
}

async function ownCard(card: Card, link: string, world: SendingWorld): Promise<LinkPreview> {
  const { title = '', description, link: shown, urlFile, jpegThumbnail } = card.custom ?? {}
  const picture = jpegThumbnail ?? (urlFile === undefined ? undefined : await thumbnail(urlFile, card, world))
  return {
    link: shown ?? link,
    title,
    ...(description === undefined ? {} : { description }),
    ...(card.size === undefined ? {} : { size: card.size }),
    ...(picture === undefined ? {} : { jpegThumbnail: picture }),
  }
}

async function pageCard(link: string, card: Card, world: SendingWorld): Promise<LinkPreview | undefined> {
  const answer = await world.outbound.download(link, { deadlineMs: PAGE_MS })
  const bytes = await readUpTo(answer.body, PAGE_BYTES, true)
  if (answer.status !== 200 || bytes === undefined || !(answer.mimeType ?? '').startsWith('text/html')) return undefined
  const { getPreviewFromContent } = await import('link-preview-js')
  const page = await getPreviewFromContent({
    url: link,
    headers: { 'content-type': answer.mimeType ?? '' },
    data: bytes.toString('utf8'),
  })
  if (!('title' in page) || !page.title) return undefined
  const picture = page.images[0]
  const jpegThumbnail = picture === undefined ? undefined : await thumbnail(picture, card, world)
  return {
    link,
    title: page.title.slice(0, TITLE_LENGTH),
    ...(page.description ? { description: page.description.slice(0, TITLE_LENGTH) } : {}),
    ...(card.size === undefined ? {} : { size: card.size }),
    ...(jpegThumbnail === undefined ? {} : { jpegThumbnail }),
  }
}

/** base64 JPEG of a picture, undefined when it cannot be had or is over 2 MB. */
async function thumbnail(url: string, card: Card, world: SendingWorld): Promise<string | undefined> {
  try {
    const answer = await world.outbound.download(url, { deadlineMs: PAGE_MS })
    const bytes = await readUpTo(answer.body, PICTURE_BYTES, false)
    if (answer.status !== 200 || bytes === undefined) return undefined
    const { default: sharp } = await import('sharp')
    const side = card.size === 'large' ? 600 : 192
    const jpeg = await sharp(bytes, { limitInputPixels: 40_000_000 })
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 70 })
      .toBuffer()
    return jpeg.toString('base64')
  } catch (error) {
    world.log.debug({ err: error }, 'preview picture not made')
    return undefined
  }
}

/** The stream's bytes; past `limit` either what came so far (`cut`) or undefined. */
async function readUpTo(stream: AsyncIterable<Buffer>, limit: number, cut: boolean): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    parts.push(part)
    size += part.length
    if (size > limit) return cut ? Buffer.concat(parts).subarray(0, limit) : undefined
  }
  return Buffer.concat(parts)
}
