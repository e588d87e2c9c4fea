import { gzipSync } from 'node:zlib'
import type { TSchema } from 'typebox'
import type { Method } from '../src/contract/method.ts'
import { compileCheck } from '../src/http/check.ts'
import { compileMend, isRecord } from '../src/http/mend.ts'
import { pick, type Random } from './random.ts'

/** A body with its headers, and what is wrong with it, in a word or two. */
export interface Made {
  readonly headers: Record<string, string>
  readonly body: Buffer
  readonly fault: string
}

/** Limits of the server in bytes. */
export interface SizeLimits {
  readonly body: number
  readonly file: number
}

const TYPES = ['application/json', 'application/json; charset=utf-16', 'text/plain', 'json', 'multipart/form-data']

export function json(value: unknown, fault: string, type = 'application/json'): Made {
  return { headers: { 'content-type': type }, body: Buffer.from(JSON.stringify(value)), fault }
}

/** A JSON body that is none, or one in which the example's fields break the schema; undefined when nothing could. */
export function badJson(schema: TSchema, example: unknown, random: Random, limits: SizeLimits): Made | undefined {
  return random() < 0.25 ? notJson(random, limits.body) : badBody(schema, example, random)
}

function notJson(random: Random, limit: number): Made {
  const good = JSON.stringify({ chatId: '15550104477@c.us', message: 'x' })
  const bodies: [fault: string, body: () => Buffer][] = [
    ['cut', () => Buffer.from(good.slice(0, 1 + Math.floor(random() * (good.length - 2))))],
    ['comment', () => Buffer.from(`// note\n${good}`)],
    ['two values', () => Buffer.from(good + good)],
    ['utf-16', () => Buffer.from(`\uFEFF${good}`, 'utf16le')],
    ['gzip', () => gzipSync(good)],
    ['bytes', () => Buffer.from(Array.from({ length: 64 }, () => 128 + Math.floor(random() * 127)))],
    ['single quotes', () => Buffer.from(good.replaceAll('"', "'"))],
    ['deep', () => Buffer.from('['.repeat(20_000))],
    ['number', () => Buffer.from(`{"chatId":${'9'.repeat(4000)}.e}`)],
    ['form', () => Buffer.from('chatId=1&message=2')],
    ['a NUL byte', () => Buffer.from(good.replace('x', '\0'))],
    ['too large', () => Buffer.from(`{"message":"${'x'.repeat(limit)}"}`)],
  ]
  // a body over the limit is dear to send, so it is rare
  const rare = random() < 0.02
  const [fault, body] = rare ? (bodies.at(-1) as (typeof bodies)[0]) : pick(random, bodies.slice(0, -1))
  const encoding = fault === 'gzip' ? { 'content-encoding': 'gzip' } : {}
  return { headers: { 'content-type': pick(random, TYPES.slice(0, 4)), ...encoding }, body: body(), fault }
}

interface Shape {
  readonly type?: string
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly required?: readonly string[]
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
}

/** A value that is wrong for the field, as one client or another might send it. */
function wrongValue(schema: TSchema, random: Random): unknown {
  const { type, maxLength, minimum, maximum, maxItems } = schema as Shape
  const values: unknown[] = [{}, [], 5.5, -1, true, 'nonsense \u{1F9E8}', { a: { b: [] } }, '\0', 'a\u0000b', 1e308]
  if (maxLength !== undefined) values.push('x'.repeat(maxLength + 1), '😀'.repeat(maxLength + 1))
  if (minimum !== undefined) values.push(minimum - 1, String(minimum - 1))
  if (maximum !== undefined) values.push(maximum + 1, String(maximum + 1))
  if (maxItems !== undefined) values.push(Array.from({ length: maxItems + 1 }, (_, i) => String(i)))
  if (type === 'string') values.push('x'.repeat(100_000), '\ud800', '99@c.us', '@', '+1555@c.us')
  return pick(random, values)
}

/** One field of the example broken, left out or nested wrong; only what the schema really refuses is returned. */
function badBody(schema: TSchema, example: unknown, random: Random): Made | undefined {
  const { properties = {}, required = [] } = schema as Shape
  const names = Object.keys(properties)
  for (let attempt = 0; attempt < 12; attempt++) {
    const value: unknown = isRecord(example) ? structuredClone(example) : {}
    let broken: unknown = value
    let fault = 'type'
    const choice = random()
    const name = names.length > 0 ? pick(random, names) : undefined
    if (choice < 0.1 || name === undefined || !isRecord(value)) {
      broken = pick<unknown>(random, [[], 5, 'text', true, [{}]])
      fault = 'root'
    } else if (choice < 0.3 && required.length > 0) {
      delete value[pick(random, required)]
      fault = 'missing'
    } else {
      value[name] = wrongValue(properties[name] as TSchema, random)
    }
    const made = json(broken, fault, pick(random, TYPES.slice(0, 4)))
    const text = made.body.toString()
    if (isRefused(schema, JSON.parse(text), 'json') || text.includes('\\u0000')) return made
  }
  return undefined
}

const judges = new WeakMap<TSchema, (value: unknown) => boolean>()

/** What the kernel would say of the value. */
function isRefused(schema: TSchema, value: unknown, mode: 'json' | 'text'): boolean {
  let judge = judges.get(schema)
  if (!judge) {
    const [mend, check] = [compileMend(schema, mode), compileCheck(schema)]
    judge = (candidate) => check(mend ? mend(candidate) : candidate) !== undefined
    judges.set(schema, judge)
  }
  return judge(value)
}

/** One query field that the schema refuses; undefined when it takes whatever comes. */
export function badQuery(schema: TSchema, random: Random): string | undefined {
  const names = Object.keys((schema as Shape).properties ?? {})
  for (let attempt = 0; attempt < 8; attempt++) {
    if (names.length === 0) return undefined
    const name = pick(random, names)
    const text = pick(random, ['x', '-1', '1.5', '[]', '9'.repeat(30), '%', 'ü', 'x'.repeat(3000)])
    if (isRefused(schema, { [name]: text }, 'text')) return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`
  }
  return undefined
}

/** A form that no upload may take: cut short, without its file, too large, or with nonsense for a boundary. */
export function badForm({ body: schema }: Method, random: Random, limits: SizeLimits): Made {
  const type = { 'content-type': 'multipart/form-data; boundary=bnd' }
  const part = (head: string, body: string) => `--bnd\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`
  const chat = part('name="chatId"', '15550104477@c.us')
  const file = part('name="file"; filename="a.txt"', 'hello')
  const forms: [fault: string, body: string][] = [
    ['cut form', chat + file.slice(0, -5)],
    ['no end', chat + file],
    ['no file', `${chat}--bnd--\r\n`],
    ['empty file', `${chat}${part('name="file"; filename="a.txt"', '')}--bnd--\r\n`],
    ['no boundary', 'hello'],
    ['endless head', `--bnd\r\nContent-Disposition: ${'x'.repeat(40_000)}`],
    ['endless parts', `${part('name="a"', 'b').repeat(300)}${file}--bnd--\r\n`],
    ['NUL', `${part('name="chatId"', '1555\0')}${file}--bnd--\r\n`],
    ['NUL name', `${chat}${part('name="file"; filename="a\0.txt"', 'hello')}--bnd--\r\n`],
  ]
  if (schema && ((schema as Shape).required ?? []).includes('chatId'))
    forms.push(
      ['bad chat', `${part('name="chatId"', 'x@y')}${file}--bnd--\r\n`],
      ['no chat', `${file}--bnd--\r\n`],
      ['file before a bad chat', `${file}${part('name="chatId"', 'x@y')}--bnd--\r\n`],
      ['endless field', `${chat}${part('name="caption"', 'x'.repeat(limits.body))}${file}--bnd--\r\n`],
    )
  if (random() < 0.02) {
    const large = part('name="file"; filename="a.bin"', 'x'.repeat(limits.file + 1))
    return { headers: type, body: Buffer.from(`${chat}${large}--bnd--\r\n`), fault: 'large file' }
  }
  const [fault, body] = pick(random, forms)
  return { headers: type, body: Buffer.from(body), fault }
}
