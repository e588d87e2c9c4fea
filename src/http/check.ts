import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { wireNote } from '../contract/schema.ts'

/** The first broken rule as the contract words it (`'chatId' is required`), or undefined. */
export type Check = (value: unknown) => string | undefined

interface Broken {
  readonly keyword: string
  readonly schemaPath: string
  readonly instancePath: string
  readonly params: object
}

/** Compiles the check of a schema once; a check of a good value does no other work. */
export function compileCheck(schema: TSchema): Check {
  const validator = Compile(schema)
  return (value) => {
    if (value !== undefined && validator.Check(value)) return undefined
    return sentenceOf(schema, value, validator.Errors(value))
  }
}

/**
 * Fields are judged in the order the schema lists them, as the public service does; "must have at least n keys" comes
 * first, because it speaks of the whole body.
 */
function sentenceOf(schema: TSchema, value: unknown, errors: readonly Broken[]): string {
  const order = Object.keys((schema as { properties?: object }).properties ?? {})
  let best: Broken | undefined
  let bestRank = Number.POSITIVE_INFINITY
  for (const error of errors) {
    const rank = rankOf(error, order)
    if (rank < bestRank || (rank === bestRank && error.keyword === 'anyOf')) {
      best = error
      bestRank = rank
    }
  }
  return best ? wording(best, schema, value) : `'value' is invalid`
}

function rankOf(error: Broken, order: readonly string[]): number {
  if (error.instancePath === '' && error.keyword === 'minProperties') return -1
  const name = error.instancePath === '' ? missing(error) : (error.instancePath.split('/')[1] ?? '')
  const rank = order.indexOf(name)
  return rank < 0 ? order.length : rank
}

const missing = (error: Broken): string =>
  (error.params as { requiredProperties?: readonly string[] }).requiredProperties?.[0] ?? ''

function wording(error: Broken, schema: TSchema, root: unknown): string {
  const label = labelOf(error)
  const value = at(root, error.instancePath)
  const limit = String((error.params as { limit?: number | bigint }).limit ?? '')
  switch (error.keyword) {
    case 'required':
      return `${label} is required`
    case 'type':
      return `${label} ${typeWording((error.params as { type?: unknown }).type, value)}`
    case 'minLength':
      if (value === '') return `${label} is not allowed to be empty`
      return `${label} length must be at least ${limit} characters long`
    case 'maxLength':
      return `${label} length must be less than or equal to ${limit} characters long`
    case 'minimum':
      return `${label} must be greater than or equal to ${limit}`
    case 'maximum':
      return `${label} must be less than or equal to ${limit}`
    case 'exclusiveMinimum':
      return `${label} must be greater than ${limit}`
    case 'exclusiveMaximum':
      return `${label} must be less than ${limit}`
    case 'minItems':
      return `${label} must contain at least ${limit} items`
    case 'maxItems':
      return `${label} must contain less than or equal to ${limit} items`
    case 'uniqueItems':
      return `${label} contains a duplicate value`
    case 'minProperties':
      return `${label} must have at least ${limit} ${limit === '1' ? 'key' : 'keys'}`
    default:
      return choiceWording(error, label, schemaAt(schema, error.schemaPath), value)
  }
}

function choiceWording(error: Broken, label: string, schema: unknown, value: unknown): string {
  const { enum: words, anyOf } = (schema ?? {}) as { enum?: readonly unknown[]; anyOf?: readonly { const?: unknown }[] }
  const choices = words ?? anyOf?.map((choice) => choice.const)
  if (choices && !choices.includes(undefined)) return `${label} must be one of [${choices.join(', ')}]`
  if (error.keyword === 'const') {
    const { allowedValue } = error.params as { allowedValue?: unknown }
    return `${label} must be [${String(allowedValue)}]`
  }
  const note = typeof schema === 'object' && schema !== null ? wireNote(schema) : undefined
  if (note && 'chat' in note) return chatWording(label, note.chat, value)
  if (error.keyword === 'anyOf' || error.keyword === 'oneOf') return `${label} does not match any of the allowed types`
  return `${label} has an invalid format`
}

function chatWording(label: string, formats: readonly string[], value: unknown): string {
  const number = formats.some((format) => format.endsWith('@c.us')) && typeof value === 'string'
  if (number && value.endsWith('@c.us')) return `${label}: invalid phone number`
  return `${label} must be one of the next formats: ${formats.map((format) => `'${format}'`).join(' or ')}`
}

function typeWording(type: unknown, value: unknown): string {
  switch (type) {
    case 'string':
      return 'must be a string'
    case 'integer':
      return typeof value === 'number' ? 'must be an integer' : 'must be a number'
    case 'number':
      return 'must be a number'
    case 'boolean':
      return 'must be a boolean'
    case 'array':
      return 'must be an array'
    case 'object':
      return 'must be of type object'
    default:
      return 'has an invalid type'
  }
}

/** `'contact.phoneContact'`, `'messages[0]'`; the body itself is `'value'`. */
function labelOf(error: Broken): string {
  const path = pointer(error.instancePath)
  if (error.keyword === 'required') path.push(missing(error))
  const label = path.map((part) => (/^[0-9]+$/.test(part) ? `[${part}]` : `.${part}`)).join('')
  return label === '' ? `'value'` : `'${label.replace(/^\./, '')}'`
}

const pointer = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

const step = (from: unknown, key: string): unknown =>
  typeof from === 'object' && from !== null ? (from as Record<string, unknown>)[key] : undefined

const at = (root: unknown, path: string): unknown => pointer(path).reduce(step, root)

const schemaAt = (root: unknown, path: string): unknown => pointer(path.replace(/^#/, '')).reduce(step, root)
