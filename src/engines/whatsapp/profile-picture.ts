import { buffer } from 'node:stream/consumers'
import type { Address } from '../../base/content.ts'
import type { EngineQuestion, QuestionAnswers } from '../port.ts'
import { describe } from './account.ts'
import { asked } from './asked.ts'
import { jidOf } from './jid.ts'
import type { OpenSession } from './open-session.ts'
import { networkCodeOf, Problem, textOf } from './problem.ts'

/** Side of the square that the messenger shows. */
const SIDE = 640
/** Bytes; a picture is decoded whole in memory. */
const LARGEST = 16 * 1024 * 1024

/**
 * Sets the picture of the account or of a group. The library's own function takes a query that timed out for one that succeeded and
 * ignores how the camera was held, so the square is cut and the query asked here.
 */
export async function setPicture(
  session: OpenSession,
  { handle, group }: Extract<EngineQuestion, { ask: 'setPicture' }>,
): Promise<QuestionAnswers['setPicture']> {
  const picture = await squareOf(session, handle)
  const query = {
    tag: 'iq',
    attrs: {
      to: '@s.whatsapp.net',
      type: 'set',
      xmlns: 'w:profile:picture',
      ...(group !== undefined && { target: `${group}@g.us` }),
    },
    content: [{ tag: 'picture', attrs: { type: 'image' }, content: picture }],
  }
  const reply: unknown = await session.line.sock.query(query).catch((error: unknown) => {
    throw networkCodeOf(error) === 0 ? error : new Problem('refused', textOf(error))
  })
  if (reply === undefined) throw new Problem('timeout', 'the network did not answer')
  if (group === undefined) return { avatar: await ownPictureUrl(session) }
  return { avatar: (await pictureOf(session, { kind: 'group', id: group })).url }
}

/** The network's words for a picture that is not there, and for one that the account may not see. */
const NONE = 'item-not-found'
const HIDDEN: ReadonlySet<string> = new Set(['not-authorized', 'forbidden'])

/** Address of somebody's picture; that there is none, or that it is hidden, is an answer. */
export async function pictureOf(session: OpenSession, of: Address): Promise<QuestionAnswers['picture']> {
  try {
    const url = await asked(session, () => session.line.sock.profilePictureUrl(jidOf(of), 'image'))
    return { url: url ?? '', hidden: false }
  } catch (error) {
    const word = error instanceof Problem && error.problem.code === 'refused' ? error.problem.text : ''
    if (word !== NONE && !HIDDEN.has(word)) throw error
    return { url: '', hidden: HIDDEN.has(word) }
  }
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
  // fifteen megabytes of code that most installations never need
  const { default: sharp } = await import('sharp')
  try {
    return await sharp(bytes).rotate().resize(SIDE, SIDE).jpeg({ quality: 80 }).toBuffer()
  } catch {
    throw new Problem('badContent', 'the file is no picture')
  }
}
