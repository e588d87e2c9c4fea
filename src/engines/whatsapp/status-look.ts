import type { proto } from 'baileys'
import type { StatusLook } from '../../base/content.ts'

type Look = Pick<proto.Message.IExtendedTextMessage, 'backgroundArgb' | 'textArgb' | 'font'>

/** The network's numbers of the contract's fonts. Some of them have lost their names in the library's own list. */
const FONTS: Readonly<Record<string, number>> = {
  SANS_SERIF: 0,
  SERIF: 1,
  NORICAN_REGULAR: 2,
  BRYNDAN_WRITE: 3,
  OSWALD_HEAVY: 5,
}

const OPAQUE = 0xff000000
const WHITE = 0xffffffff

/** How the text of a status looks; it is always white. */
export function textLook(look: StatusLook): Look {
  return { ...backgroundOf(look), textArgb: WHITE, font: FONTS[look.font ?? 'SANS_SERIF'] ?? 0 }
}

export function backgroundOf({ backgroundColor }: StatusLook): Pick<Look, 'backgroundArgb'> {
  return backgroundColor === undefined ? {} : { backgroundArgb: OPAQUE + parseInt(backgroundColor.slice(1), 16) }
}

/** What a text says of its looks; undefined when it says nothing, as ordinary messages do. */
export function lookOf({ backgroundArgb, font }: Look): StatusLook | undefined {
  if (!backgroundArgb) return undefined
  const name = Object.entries(FONTS).find(([, number]) => number === Number(font))?.[0]
  const backgroundColor = `#${(backgroundArgb >>> 0).toString(16).slice(-6).toUpperCase()}`
  return { participants: [], backgroundColor, ...(name === undefined ? {} : { font: name }) }
}
