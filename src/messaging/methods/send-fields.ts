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
