import type { TSchema } from 'typebox'
import { wireNote, type WireNote } from '../contract/schema.ts'

/**
 * `json`: only what schema notes name is mended. `text`: query values and form fields, which arrive as text, also
 * become numbers and booleans where the schema says so.
 */
export type MendMode = 'json' | 'text'

/** The value as the method wants it, `undefined` when it counts as absent. */
export type Mend = (value: unknown) => unknown

interface Shape {
  readonly type?: string
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly required?: readonly string[]
  readonly items?: TSchema
}

const DIGITS = /^[0-9]{1,15}$/
const WHOLE = /^-?[0-9]{1,15}$/
const DECIMAL = /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/

/** Compiles what has to be mended in values of a schema; undefined when nothing ever has. */
export function compileMend(schema: TSchema, mode: MendMode): Mend | undefined {
  const shape = schema as Shape
  const note = wireNote(schema)
  if (note && !('phoneFor' in note)) return mendNoted(note)
  if (shape.properties) return mendObject(shape, mode, note && 'phoneFor' in note ? note.phoneFor : undefined)
  if (shape.items) return mendItems(shape.items, mode)
  return mode === 'text' ? mendText(shape.type) : undefined
}

interface Field {
  readonly name: string
  readonly optional: boolean
  readonly emptyKept: boolean
  readonly mend: Mend | undefined
}

function mendObject(shape: Shape, mode: MendMode, phoneFor: string | undefined): Mend {
  const fields: Field[] = Object.entries(shape.properties ?? {}).map(([name, schema]) => {
    const note = wireNote(schema)
    // Every method means "none" by 0 here (clients.md 10), whatever its schema forgot to say.
    const mend = name === 'typingTime' ? mendNoted({ zero: 'absent' }) : undefined
    return {
      name,
      optional: !(shape.required ?? []).includes(name),
      emptyKept: note !== undefined && 'empty' in note,
      mend: joined(mode === 'text' && mend ? mendText('integer') : undefined, mend) ?? compileMend(schema, mode),
    }
  })
  return (value) => {
    if (!isRecord(value)) return value
    if (phoneFor !== undefined) putPhone(value, phoneFor)
    for (const field of fields) mendField(value, field, mode)
    return value
  }
}

function mendField(value: Record<string, unknown>, { name, optional, emptyKept, mend }: Field, mode: MendMode): void {
  const old = value[name]
  if (old === undefined) return
  const absent = old === null || (old === '' && !emptyKept) || (mode === 'text' && old === 'null')
  const mended = optional && absent ? undefined : mend ? mend(old) : old
  if (mended === undefined) delete value[name]
  else if (mended !== old) value[name] = mended
}

function mendItems(items: TSchema, mode: MendMode): Mend | undefined {
  const mend = compileMend(items, mode)
  return mend && ((value) => (Array.isArray(value) ? value.map((item: unknown) => mend(item) ?? null) : value))
}

function mendNoted(note: WireNote): Mend | undefined {
  if ('chat' in note) {
    if (!note.chat.some((format) => format.endsWith('@c.us'))) return undefined
    return (value) => (typeof value === 'string' && /^[0-9]{5,20}$/.test(value) ? `${value}@c.us` : value)
  }
  if ('digits' in note) {
    if (note.digits === 'integer')
      return (value) => (typeof value === 'string' && DIGITS.test(value) ? Number(value) : value)
    return (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value)
  }
  if ('switch' in note) return (value) => SWITCH.get(value) ?? value
  if ('zero' in note) return (value) => (value === 0 || value === '0' ? undefined : value)
  if ('clamp' in note) return clamp(note.clamp)
  return undefined
}

const SWITCH = new Map<unknown, boolean>([
  ['yes', true],
  ['true', true],
  ['no', false],
  ['false', false],
])

function clamp([least, most]: readonly [number, number]): Mend {
  return (value) => {
    const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
    return Math.min(most, Math.max(least, Math.trunc(number)))
  }
}

function mendText(type: string | undefined): Mend | undefined {
  if (type === 'integer') return (value) => (typeof value === 'string' && WHOLE.test(value) ? Number(value) : value)
  if (type === 'number') return (value) => (typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value)
  if (type === 'boolean') return (value) => SWITCH.get(value) ?? value
  return undefined
}

function joined(first: Mend | undefined, second: Mend | undefined): Mend | undefined {
  if (!first || !second) return first ?? second
  return (value) => second(first(value))
}

function putPhone(value: Record<string, unknown>, field: string): void {
  const chat = value[field]
  const phone = value['phoneNumber']
  if (chat !== undefined && chat !== null && chat !== '') return
  if ((typeof phone === 'string' && phone !== '') || typeof phone === 'number') value[field] = `${phone}@c.us`
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
