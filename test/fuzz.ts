import { request as httpRequest, type Agent } from 'node:http'
import type { TSchema } from 'typebox'
import type { FamilyName, Method } from '../src/contract/method.ts'
import { compileCheck } from '../src/http/check.ts'
import { compileMend, isRecord } from '../src/http/mend.ts'
import { seededRandom } from './random.ts'

/** Proven callers to draw from; many instances keep the rates from answering for the checks behind them. */
export interface FuzzCredentials {
  readonly family: FamilyName
  readonly idInstance?: string
  readonly token: string
}

export interface MalformedRequest {
  /** Public name of the method it is aimed at. */
  readonly method: string
  readonly verb: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
  /** The token is a good one, so the request gets past the key. */
  readonly proven: boolean
  /** What is wrong with it, in a word or two. */
  readonly fault: string
}

export interface FuzzOptions {
  readonly seed: number
  readonly count: number
  readonly credentials: readonly FuzzCredentials[]
  /** Body limit of the server in bytes; a few bodies go over it. */
  readonly bodyLimit?: number
}

type Random = () => number

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

/**
 * Requests that every method must refuse without an effect, made from the methods' own schemas: types, sizes,
 * encodings, addresses, verbs and tokens. Three in four carry a good token. Each body is checked to be bad before it
 * is used, so a request that is answered with a result is a finding.
 */
export function malformedRequests(methods: readonly Method[], options: FuzzOptions): MalformedRequest[] {
  const { seed, count, credentials, bodyLimit = 1_000_000 } = options
  const random = seededRandom(seed)
  const reachable = methods.filter(({ family }) => credentials.some((known) => known.family === family.name))
  const requests: MalformedRequest[] = []
  while (requests.length < count && reachable.length > 0) {
    const method = pick(random, reachable)
    const known = pick(
      random,
      credentials.filter(({ family }) => family === method.family.name),
    )
    const made =
      requests.length % 4 === 3
        ? badCaller(method, known, random)
        : (badRequest(method, known, random, bodyLimit) ?? badAddress(method, known, random))
    requests.push(made)
  }
  return requests
}

const bearerFamily = ({ family }: FuzzCredentials): boolean => family === 'console' || family === 'operator'

function targetOf(method: Method, { family, idInstance = '', token }: FuzzCredentials, tail?: string): string {
  const name = method.name
  const end = tail === undefined ? '' : `/${encodeURIComponent(tail)}`
  const key = encodeURIComponent(token)
  if (family === 'instance') return `/waInstance${encodeURIComponent(idInstance)}/${name}/${key}${end}`
  return bearerFamily({ family, token }) ? `/${family}/${name}${end}` : `/${family}/${name}/${key}${end}`
}

const headersOf = (known: FuzzCredentials): Record<string, string> =>
  bearerFamily(known) ? { authorization: `Bearer ${known.token.replaceAll(/[^\x21-\x7e]/g, '?')}` } : {}

const TOKENS = ['', ' ', 'x', 'null', '0', "' or 1=1 --", '../../etc/passwd', '\0', 'ü'.repeat(40), 'a'.repeat(4000)]
const NUMBERS = ['', 'abc', '-1', '1.5', '1e9', '0', '99999999999', '9'.repeat(40), '0x10', '１２３', '\0', "1' --"]

/** A caller that is nobody: the token, the number or both are wrong. */
function badCaller(method: Method, known: FuzzCredentials, random: Random): MalformedRequest {
  const flipped = `${known.token.slice(0, -1)}${known.token.endsWith('0') ? '1' : '0'}`
  const token = random() < 0.4 ? flipped : pick(random, TOKENS)
  const number = known.idInstance !== undefined && random() < 0.5 ? { idInstance: pick(random, NUMBERS) } : {}
  const caller = { ...known, token, ...number }
  const made = method.body ? json(method.example.body ?? {}) : undefined
  const headers = { ...headersOf(caller), ...made?.headers }
  const tail = method.tail === undefined ? undefined : '1'
  const target = targetOf(method, caller, tail)
  const body = made ? { body: made.body } : {}
  return { method: method.name, verb: method.verb, target, ...body, headers, proven: false, fault: 'caller' }
}

/** A good caller at an address or with a verb that does not exist. */
function badAddress(method: Method, known: FuzzCredentials, random: Random): MalformedRequest {
  const base = { method: method.name, headers: headersOf(known), proven: true }
  const target = targetOf(method, known, method.tail === undefined ? undefined : '1')
  const verbs = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH'].filter(
    (verb) => verb !== method.verb && !(method.otherVerbs ?? []).some((other) => other === verb),
  )
  const faults: (() => Pick<MalformedRequest, 'verb' | 'target' | 'fault'>)[] = [
    () => ({ verb: pick(random, verbs), target, fault: 'verb' }),
    () => ({ verb: method.verb, target: target.replace(method.name, `${method.name}z`), fault: 'name' }),
    () => ({ verb: method.verb, target: `${target}/1/2/3`, fault: 'segments' }),
    () => ({ verb: method.verb, target: target.replace(/^\//, '/v9/'), fault: 'prefix' }),
    () => ({ verb: method.verb, target: `${target.replace(method.name, '%E0%A4%A')}?%`, fault: 'escapes' }),
  ]
  return { ...base, ...pick(random, faults)() }
}

/** A good caller whose query, tail or body breaks the schema. Undefined when the method takes nothing that could. */
function badRequest(
  method: Method,
  known: FuzzCredentials,
  random: Random,
  bodyLimit: number,
): MalformedRequest | undefined {
  const base = { method: method.name, verb: method.verb, proven: true }
  if (method.tail !== undefined && random() < 0.5)
    return {
      ...base,
      target: targetOf(method, known, pick(random, ['x', '1x', ' ', '-1', '1e3'])),
      headers: headersOf(known),
      fault: 'tail',
    }
  const target = targetOf(method, known, method.tail === undefined ? undefined : '1')
  const headers = headersOf(known)
  const bodyType = method.bodyType ?? (method.body ? 'json' : 'none')
  if (bodyType === 'multipart' || bodyType === 'raw') {
    const form = badForm(method, random)
    return { ...base, target, ...form, headers: { ...headers, ...form.headers } }
  }
  if (bodyType === 'json' && method.body) {
    const made = random() < 0.25 ? notJson(random, bodyLimit) : badBody(method.body, method.example.body, random)
    if (made) return { ...base, target, ...made, headers: { ...headers, ...made.headers } }
  }
  const query = method.query && badQuery(method.query, random)
  return query === undefined ? undefined : { ...base, target: `${target}?${query}`, headers, fault: 'query' }
}

interface Made {
  readonly headers: Record<string, string>
  readonly body: Buffer
}

const TYPES = ['application/json', 'application/json; charset=utf-16', 'text/plain', 'json', 'multipart/form-data']

function json(value: unknown, type = 'application/json'): Made {
  return { headers: { 'content-type': type }, body: Buffer.from(JSON.stringify(value)) }
}

function notJson(random: Random, bodyLimit: number): Made & { fault: string } {
  const good = JSON.stringify({ chatId: '15550104477@c.us', message: 'x' })
  const bodies: [fault: string, body: () => Buffer][] = [
    ['cut', () => Buffer.from(good.slice(0, 1 + Math.floor(random() * (good.length - 2))))],
    ['comment', () => Buffer.from(`// note\n${good}`)],
    ['two values', () => Buffer.from(good + good)],
    ['utf-16', () => Buffer.from(`\uFEFF${good}`, 'utf16le')],
    ['bytes', () => Buffer.from(Array.from({ length: 64 }, () => 128 + Math.floor(random() * 127)))],
    ['single quotes', () => Buffer.from(good.replaceAll('"', "'"))],
    ['deep', () => Buffer.from('['.repeat(20_000))],
    ['form', () => Buffer.from('chatId=1&message=2')],
    ['a NUL byte', () => Buffer.from(good.replace('x', '\0'))],
    ['too large', () => Buffer.from(`{"message":"${'x'.repeat(bodyLimit)}"}`)],
  ]
  // A body over the limit is dear to send, so it is rare.
  const [fault, body] = random() < 0.02 ? (bodies.at(-1) ?? pick(random, bodies)) : pick(random, bodies.slice(0, -1))
  return { headers: { 'content-type': pick(random, TYPES.slice(0, 4)) }, body: body(), fault }
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
function badBody(schema: TSchema, example: unknown, random: Random): (Made & { fault: string }) | undefined {
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
    const text = JSON.stringify(broken)
    if (isRefused(schema, JSON.parse(text), 'json') || text.includes('\\u0000'))
      return { ...json(broken, pick(random, TYPES.slice(0, 4))), fault }
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

function badQuery(schema: TSchema, random: Random): string | undefined {
  const names = Object.keys((schema as Shape).properties ?? {})
  for (let attempt = 0; attempt < 8; attempt++) {
    if (names.length === 0) return undefined
    const name = pick(random, names)
    const text = pick(random, ['x', '-1', '1.5', '[]', '9'.repeat(30), '%', 'ü', 'x'.repeat(3000)])
    if (isRefused(schema, { [name]: text }, 'text')) return `${encodeURIComponent(name)}=${encodeURIComponent(text)}`
  }
  return undefined
}

/** A form that no upload may take: cut short, without its file, with an empty one, or with nonsense for a boundary. */
function badForm(method: Method, random: Random): Made & { fault: string } {
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
    ['NUL', `${part('name="chatId"', '1555\0')}${file}--bnd--\r\n`],
  ]
  if (method.body && ((method.body as Shape).required ?? []).includes('chatId'))
    forms.push(['bad chat', `${part('name="chatId"', 'x@y')}${file}--bnd--\r\n`], ['no chat', `${file}--bnd--\r\n`])
  const [fault, body] = pick(random, forms)
  return { headers: type, body: Buffer.from(body), fault }
}

/** Sends a request as it is; the status and body of its answer. */
export function sendMalformed(
  url: string,
  { verb, target, headers, body }: MalformedRequest,
  agent?: Agent,
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(body.length) }
    const options = {
      hostname,
      port,
      method: verb,
      path: target,
      headers: { ...headers, ...length },
      ...(agent ? { agent } : {}),
    }
    const sent = httpRequest(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
