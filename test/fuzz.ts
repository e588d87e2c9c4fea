import type { FamilyName, Method } from '../src/contract/method.ts'
import { badForm, badJson, badQuery, json, type SizeLimits } from './fuzz-bodies.ts'
import { pick, seededRandom, type Random } from './random.ts'

/** Proven callers to draw from. */
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
  /** Sent without its length. */
  readonly chunked?: boolean
  /** The token is a good one, so the request gets past the key. */
  readonly proven: boolean
  /** What is wrong with it, in a word or two. */
  readonly fault: string
}

/** A request in good form that must be refused for what it asks: what no schema can tell. */
export interface RefusedRequest extends FuzzCredentials {
  readonly method: string
  readonly body?: unknown
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface FuzzOptions {
  readonly seed: number
  readonly count: number
  readonly credentials: readonly FuzzCredentials[]
  /** Callers that were known once: deleted, revoked. */
  readonly former?: readonly FuzzCredentials[]
  readonly refused?: readonly RefusedRequest[]
  /** Limits of the server; a few bodies go over them. */
  readonly limits: SizeLimits
}

/**
 * Requests that every method must refuse without an effect, made from the methods' own schemas: types, sizes,
 * encodings, addresses, verbs and tokens. Three in four carry a good token, and most of these break a schema. Each body
 * is checked to be bad before it is used, so a request that is answered with a result is a finding.
 */
export function malformedRequests(methods: readonly Method[], options: FuzzOptions): MalformedRequest[] {
  const { seed, count, credentials, refused = [] } = options
  const random = seededRandom(seed)
  const reachable = methods.filter(({ family }) => credentials.some((known) => known.family === family.name))
  const breakable = reachable.filter((method) => (method.body ?? method.query ?? method.tail) !== undefined)
  const byName = new Map(reachable.map((method) => [`${method.family.name}/${method.name}`, method]))
  const requests: MalformedRequest[] = []
  while (requests.length < count && reachable.length > 0) {
    const choice = requests.length % 20
    const method = pick(random, choice < 13 ? breakable : reachable)
    const known = pick(
      random,
      credentials.filter(({ family }) => family === method.family.name),
    )
    const asked = choice === 13 && refused.length > 0 ? pick(random, refused) : undefined
    const askedMethod = asked && byName.get(`${asked.family}/${asked.method}`)
    if (asked && askedMethod) requests.push(refusedRequest(askedMethod, asked))
    else if (choice > 14) requests.push(badCaller(method, known, random, options))
    else
      requests.push(
        (choice < 13 ? badRequest(method, known, random, options.limits) : undefined) ??
          badAddress(method, known, random),
      )
  }
  return requests
}

const bearerFamily = ({ family }: FuzzCredentials): boolean => family === 'console' || family === 'operator'

function targetOf(method: Method, { family, idInstance = '', token }: FuzzCredentials, tail?: string): string {
  const name = method.name
  const end = tail === undefined ? '' : `/${encodeURIComponent(tail)}`
  const key = encodeURIComponent(token)
  if (family === 'instance') return `/waInstance${encodeURIComponent(idInstance)}/${name}/${key}${end}`
  return bearerFamily({ family, token }) ? `/${family}/api/${name}${end}` : `/${family}/${name}/${key}${end}`
}

const headersOf = (known: FuzzCredentials): Record<string, string> =>
  bearerFamily(known) ? { authorization: `Bearer ${known.token.replaceAll(/[^\x21-\x7e]/g, '?')}` } : {}

function refusedRequest(method: Method, asked: RefusedRequest): MalformedRequest {
  const made = asked.body === undefined ? undefined : json(asked.body, '')
  return {
    method: method.name,
    verb: method.verb,
    target: targetOf(method, asked) + (asked.query === undefined ? '' : `?${asked.query}`),
    headers: { ...headersOf(asked), ...made?.headers, ...asked.headers },
    ...(made ? { body: made.body } : {}),
    proven: true,
    fault: 'meaning',
  }
}

const TOKENS = ['', ' ', 'x', 'null', '0', "' or 1=1 --", '../../etc/passwd', '\0', 'ü'.repeat(40), 'a'.repeat(4000)]
const NUMBERS = ['', 'abc', '-1', '1.5', '1e9', '0', '99999999999', '9'.repeat(40), '0x10', '１２３', '\0', "1' --"]
const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** A caller that is nobody: the token, the number or both are wrong, or they belong to somebody else or to the past. */
function badCaller(method: Method, known: FuzzCredentials, random: Random, options: FuzzOptions): MalformedRequest {
  const caller = nobody(known, random, options)
  const made = method.body ? json(method.example.body ?? {}, '') : undefined
  const shake = method.watch && random() < 0.5 ? HANDSHAKE : {}
  const headers = { ...headersOf(caller), ...made?.headers, ...shake }
  const tail = method.tail === undefined ? undefined : '1'
  const target = targetOf(method, caller, tail)
  const body = made ? { body: made.body } : {}
  return { method: method.name, verb: method.verb, target, ...body, headers, proven: false, fault: 'caller' }
}

function nobody(known: FuzzCredentials, random: Random, { credentials, former = [] }: FuzzOptions): FuzzCredentials {
  const gone = former.filter(({ family }) => family === known.family)
  if (gone.length > 0 && random() < 0.2) return pick(random, gone)
  const flipped = `${known.token.slice(0, -1)}${known.token.endsWith('0') ? '1' : '0'}`
  if (known.idInstance === undefined) return { ...known, token: random() < 0.4 ? flipped : pick(random, TOKENS) }
  const other = credentials.find(
    ({ family, idInstance, token }) =>
      family === known.family && idInstance !== known.idInstance && token !== known.token,
  )
  const token = random() < 0.4 ? flipped : random() < 0.3 ? other?.token : undefined
  const number = random() < 0.5 ? { idInstance: pick(random, NUMBERS) } : {}
  return { ...known, token: token ?? pick(random, TOKENS), ...number }
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
  limits: SizeLimits,
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
  const form = bodyType === 'multipart' || bodyType === 'raw'
  const made = form
    ? badForm(method, random, limits)
    : bodyType === 'json' && method.body
      ? badJson(method.body, method.example.body, random, limits)
      : undefined
  if (made) return { ...base, target, ...made, headers: { ...headers, ...made.headers }, chunked: random() < 0.2 }
  const query = method.query && badQuery(method.query, random)
  return query === undefined ? undefined : { ...base, target: `${target}?${query}`, headers, fault: 'query' }
}
