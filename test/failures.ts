import type { FailureForm, FailureKind } from '../src/base/errors.ts'
import type { Answered } from './fuzz-send.ts'

/** Sentences that say more than their kind's, by code. A kind that is not named here is answered in its own words. */
const REFINED: Readonly<Record<string, RegExp>> = {
  bodyNotJson: /JSON/,
  validationFailed: /^Validation failed\. Details: /,
  settingRefused: /'(?:delaySendMessagesMilliseconds' must be between|webhookUrl' must be empty or)/,
  linkPageRefused: /'(?:returnUrl' must be an http|frameOrigins' must be origins)/,
  notOnWhatsapp: / is not on WhatsApp$/,
  contactExists: /^Contact .* already exists$/,
  chatNotFound: /^ArchiveChatError: chat with id .* not found$/,
  alreadyArchived: /^ArchiveChatError: chat with id .* already archive=/,
  fileNotKnown: /^File message encrypted url not found by chatId/,
}

/** The kind among `kinds` that an answer tells of, by status, form and sentence; undefined when it is none of them. */
export function failureIn(answer: Answered, kinds: readonly FailureKind[]): FailureKind | undefined {
  const told = kinds.filter(({ code, form, status, sentence }) => {
    if (status !== answer.status) return false
    const said = saidIn(answer, form)
    return said !== undefined && (REFINED[code]?.test(said) ?? said === sentence)
  })
  // what a method refuses behind its schema is worded like the schema's own refusals
  return told.find(({ code }) => code !== 'validationFailed') ?? told[0]
}

function saidIn({ body, type }: Answered, form: FailureForm): string | undefined {
  if (form === 'text') return type.startsWith('text/plain') ? body : undefined
  if (!type.startsWith('application/json')) return undefined
  const { statusCode, code, message, description } = JSON.parse(body) as Record<string, unknown>
  if (form === 'envelope200') return typeof code === 'number' ? String(description) : undefined
  if (form === 'validation') return typeof statusCode === 'number' ? String(message) : undefined
  return form === 'problem' && typeof code !== 'string' ? undefined : String(message)
}
