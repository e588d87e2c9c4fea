import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import type { QuestionAnswers } from '../port.ts'
import { describe } from './account.ts'
import type { OpenSession } from './open-session.ts'
import { networkCodeOf, Problem, textOf } from './problem.ts'

/** Side of the square that the messenger shows. */
const SIDE = 640
/** Bytes; a picture is decoded whole in memory. */
const LARGEST = 16 * 1024 * 1024

/**
 * Sets the account's picture. The library's own function takes a query that timed out for one that succeeded and
 * ignores how the camera was held, so the square is cut and the query asked here.
 */
export async function setPicture(session: OpenSession, handle: string): Promise<QuestionAnswers['setPicture']> {
  const picture = await squareOf(session, handle)
  const query = {
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'w:profile:picture' },
    content: [{ tag: 'picture', attrs: { type: 'image' }, content: picture }],
  }
  const reply: unknown = await session.line.sock.query(query).catch((error: unknown) => {
    throw networkCodeOf(error) === 0 ? error : new Problem('refused', textOf(error))
  })
  if (reply === undefined) throw new Problem('timeout', 'the network did not answer')
  return { avatar: await ownPictureUrl(session) }
}

/** Address of the account's own picture, "" when there is none or the network does not tell it. */
export async function ownPictureUrl({ account: { creds }, line: { sock } }: OpenSession): Promise<string> {
  const { phone } = describe(creds)
  return (await sock.profilePictureUrl(`${phone}@s.whatsapp.net`, 'image').catch(() => undefined)) ?? ''
}

async function squareOf({ world }: OpenSession, handle: string): Promise<Buffer> {
  const opened = await world.media.open(handle)
  if (!opened) throw new Problem('mediaGone', 'the file is no longer held')
  if (opened.file.size > LARGEST) {
    opened.stream.destroy()
    throw new Problem('mediaTooLarge', `a profile picture has at most ${LARGEST} bytes`)
  }
  const bytes = await buffer(opened.stream)
  try {
    return await sharp(bytes).rotate().resize(SIDE, SIDE).jpeg({ quality: 80 }).toBuffer()
  } catch {
    throw new Problem('badContent', 'the file is no picture')
  }
}
