import { Type } from 'typebox'
import { Failure } from '../../base/errors.ts'
import { validationFailed } from '../../contract/kernel-failures.ts'
import { ChatId, MessageId, TypingTime } from '../../contract/schema.ts'

/** What every sending method takes beside its content. */
export const sendFields = {
  quotedMessageId: Type.Optional(MessageId),
  typingTime: Type.Optional(TypingTime),
}

export const chatField = { chatId: ChatId }

/** A file that the gateway fetches. */
export const linkedFile = {
  urlFile: Type.String({ minLength: 1, maxLength: 4096, description: 'Direct link to the file.' }),
  fileName: Type.String({ minLength: 1, maxLength: 255, description: 'Name with extension.' }),
}

/** What becomes of sound and video (docs/guide/media.md). */
export const PLAYABLE =
  'Where the gateway has ffmpeg, a sound named `.ogg` is made a voice note and a video an mp4 that phones play; ' +
  'notifications and journals show the file that was sent.'

/** The answer of every sending method. */
export const Queued = Type.Object({ idMessage: MessageId })

export const queuedExample = { idMessage: '3EB0A1C4D77F00124E1977' }

/** A field that another field's value makes mandatory. */
export function requireField(value: string | undefined, name: string): void {
  if (value === undefined || value === '')
    throw new Failure(validationFailed, { sentence: `Validation failed. Details: '${name}' is required` })
}

interface SendBody {
  chatId: string
  quotedMessageId?: string
  typingTime?: number
}

/** The shared fields as showMessagesQueue repeats them. */
export function shownFields({ chatId, quotedMessageId, typingTime }: SendBody): Record<string, unknown> {
  return {
    chatId,
    ...(quotedMessageId === undefined ? {} : { quotedMessageId }),
    typingTime: typingTime ?? null,
  }
}
