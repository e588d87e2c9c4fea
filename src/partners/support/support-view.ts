import { Type, type Static } from 'typebox'
import type { Ports } from '../../contract/ports.ts'
import type { SupportFile, SupportMessage } from './chat.ts'

const Seconds = Type.Integer({ description: 'Seconds since 1970.' })

/** A message of the support chat. */
export const MessageView = Type.Object({
  seq: Type.Integer(),
  id: Type.String(),
  person: Type.String(),
  name: Type.String(),
  side: Type.Enum(['account', 'operator']),
  text: Type.String(),
  files: Type.Array(
    Type.Object({
      fileName: Type.String(),
      mimeType: Type.String(),
      size: Type.Integer(),
      url: Type.String({ description: 'Serves the file until it expires.' }),
      expiresAt: Seconds,
    }),
  ),
  timestamp: Seconds,
})

export const StateView = Type.Object({
  last: Type.Integer({ description: 'Number of the newest message.' }),
  read: Type.Integer({ description: 'Up to where you have read.' }),
  readByAccount: Type.Integer(),
  readByOperator: Type.Integer(),
})

export const ChatView = Type.Object({ state: StateView, messages: Type.Array(MessageView) })

/** A frame of a watched chat: a message, or how far everybody has read. */
export const SupportFrame = Type.Union([
  Type.Object({ type: Type.Literal('message'), message: MessageView }),
  Type.Object({ type: Type.Literal('state'), state: StateView }),
])

export type SupportFrame = Static<typeof SupportFrame>

export const MESSAGE_EXAMPLE: Static<typeof MessageView> = {
  seq: 1,
  id: '01KAYW5A8Z',
  person: '01KAYW5A8Q',
  name: 'Ada',
  side: 'account',
  text: 'Could we have more Developer instances?',
  files: [],
  timestamp: 1_769_000_000,
}

export const STATE_EXAMPLE: Static<typeof StateView> = { last: 1, read: 1, readByAccount: 1, readByOperator: 0 }

/** A row as it is answered. */
export function messageView(row: SupportMessage, { media }: Pick<Ports, 'media'>): Static<typeof MessageView> {
  const files = JSON.parse(row.files) as SupportFile[]
  return {
    seq: row.seq,
    id: row.id,
    person: row.person,
    name: row.name,
    side: row.side,
    text: row.text,
    files: files.map(({ handle, fileName, mimeType, size, expiresAt }) => ({
      fileName,
      mimeType,
      size,
      url: media.url({ handle, fileName, expiresAt }),
      expiresAt: Math.floor(expiresAt / 1000),
    })),
    timestamp: Math.floor(row.created_at / 1000),
  }
}
