import { Type, type TObject, type TProperties, type TUnsafe } from 'typebox'

/**
 * Schemas the contract's methods share, with what its clients force on their values (common.md section 1,
 * clients.md 10, sending.md "chatId"). A `x-wire` note tells the kernel how to mend a value before it is checked;
 * everything else in a body is taken as sent. Notes never reach the reference.
 */
export type WireNote =
  /** Bare digits are completed with `@c.us`; `formats` are named when the value has none of them. */
  | { readonly chat: readonly string[] }
  /** `digits` in quotes are read as the number they name. */
  | { readonly digits: 'integer' }
  /** A number is read as its digits. */
  | { readonly digits: 'text' }
  /** `yes`, `no`, `true`, `false` as words are read as booleans. */
  | { readonly switch: true }
  /** An optional `""` is a value (it clears a setting), not an absent field. */
  | { readonly empty: 'kept' }
  /** 0 means absent. */
  | { readonly zero: 'absent' }
  /** Out of range becomes the nearest bound, anything but a number becomes absent; never a 400. */
  | { readonly clamp: readonly [number, number] }
  /** `phoneNumber` stands in for a missing field of this name. */
  | { readonly phoneFor: string }

const note = (wire: WireNote) => ({ 'x-wire': wire })

const PERSON_FORMATS = ['phone_number@c.us', 'chat_id@lid']
const PERSON = '[1-9][0-9]{4,19}@c\\.us|[0-9]{5,20}@lid'
const GROUP = '[0-9]{5,25}(?:-[0-9]{1,20})?@g\\.us'

/** A person or a group: `…@c.us`, `…@lid`, `…@g.us`; digits alone name a person by number. */
export const ChatId = Type.String({
  $id: 'ChatId',
  pattern: `^(?:${PERSON}|${GROUP})$`,
  description: 'A person (`<number>@c.us`, `<digits>@lid`) or a group (`<digits>@g.us`).',
  examples: ['15550104477@c.us', '120363301188224466@g.us'],
  ...note({ chat: PERSON_FORMATS }),
})

/** A person only. */
export const PersonId = Type.String({
  $id: 'PersonId',
  pattern: `^(?:${PERSON})$`,
  description: 'A person: `<number>@c.us` or `<digits>@lid`.',
  examples: ['15550104477@c.us'],
  ...note({ chat: PERSON_FORMATS }),
})

/** A group only. */
export const GroupId = Type.String({
  $id: 'GroupId',
  pattern: `^(?:${GROUP})$`,
  description: 'A group: `<digits>@g.us`, in its old form `<number>-<seconds>@g.us`.',
  examples: ['120363301188224466@g.us'],
  ...note({ chat: ['group_id@g.us'] }),
})

/** Id of a message; unique inside one chat only (common.json, idFormats: what is accepted on input). */
export const MessageId = Type.String({
  $id: 'MessageId',
  pattern: '^[0-9A-Za-z]{8,64}$',
  description: 'Id of a message, unique inside its chat.',
  examples: ['3EB0A1C4D77F00124E19'],
})

/** The contract's switches are the words `yes` and `no`. */
export const YesNo = Type.Enum(['yes', 'no'], { $id: 'YesNo', description: 'A switch: `yes` or `no`.' })

/** Switches that go out as booleans and come in as booleans or words (linkPreview, enableLidMode). */
export const Switch: TUnsafe<boolean> = Type.Unsafe<boolean>({ type: 'boolean', ...note({ switch: true }) })

/** An optional text whose `""` is a value: it clears what was set (webhookUrl, webhookUrlToken). */
export const ClearableText = (options: { maxLength?: number; description?: string } = {}): TUnsafe<string> =>
  Type.Unsafe<string>({ type: 'string', ...options, ...note({ empty: 'kept' }) })

/** A whole number that some clients send in quotes (phoneNumber, idInstance, count). */
export const DigitsInteger = (
  options: { minimum?: number; maximum?: number; description?: string; examples?: readonly number[] } = {},
): TUnsafe<number> => Type.Unsafe<number>({ type: 'integer', ...options, ...note({ digits: 'integer' }) })

/** Digits as text that some clients send as a number (phoneContact). */
export const DigitsText = (
  options: { pattern?: string; description?: string; examples?: readonly string[] } = {},
): TUnsafe<string> => Type.Unsafe<string>({ type: 'string', ...options, ...note({ digits: 'text' }) })

/** A phone number: 10 to 15 digits without `+`; text is accepted. */
export const PhoneNumber = DigitsInteger({
  minimum: 1_000_000_000,
  maximum: 999_999_999_999_999,
  description: 'International number, digits only.',
  examples: [15550104477],
})

/** A number that is clamped instead of refused; absent when it is not a number (receiveTimeout, minutes). */
export const ClampedInteger = (
  minimum: number,
  maximum: number,
  options: { description?: string; default?: number } = {},
): TUnsafe<number> =>
  Type.Unsafe<number>({ type: 'integer', minimum, maximum, ...options, ...note({ clamp: [minimum, maximum] }) })

/** Milliseconds of the typing notice before a message leaves; 0 is how clients say "none". */
export const TypingTime: TUnsafe<number> = Type.Unsafe<number>({
  type: 'integer',
  minimum: 1000,
  maximum: 20_000,
  description: 'Milliseconds that the typing notice shows before the message leaves.',
  ...note({ zero: 'absent' }),
})

/** A body whose chat may be named by `phoneNumber` in place of `field` (readChat, sendFileByUrl in JS v1). */
export const withPhoneNumber = <P extends TProperties>(body: TObject<P>, field = 'chatId'): TObject<P> => ({
  ...body,
  ...note({ phoneFor: field }),
})

/** The reply of methods that answer 200 with nothing (service.md, Empty answers). */
export const EmptyBody: TUnsafe<undefined> = Type.Unsafe<undefined>({ description: 'Empty body.' })

/** The note of a schema, when it has one. */
export function wireNote(schema: object): WireNote | undefined {
  return (schema as { 'x-wire'?: WireNote })['x-wire']
}
