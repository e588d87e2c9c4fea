import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Failure } from '../base/errors.ts'
import type { Client, Credentials } from '../contract/method.ts'
import { parseQuery, type MethodAddress } from './address.ts'
import { JSON_TYPE, type Answer } from './answer.ts'
import { ServedCall } from './call.ts'
import { fileIsEmpty, notFound, tokenMissing, tooManyRequests, validationFailed } from '../contract/kernel-failures.ts'
import type { Kernel } from './kernel.ts'
import { isRecord } from './mend.ts'
import { hasBody, readJson, refuseNul } from './read-body.ts'
import type { Compiled, Route } from './routes.ts'
import { readForm, readRaw } from './upload.ts'

/** A request on its way through the order of checks; what a failure's answer still needs stays here. */
export interface Passage {
  readonly address: MethodAddress
  readonly route: Route
  /** Headers of the answer that are due whatever happens: the rate's. */
  readonly headers: Record<string, string>
  call?: ServedCall
}

/** 404 route or verb: the first check (common.json, errorPrecedence). */
export function findRoute(kernel: Kernel, address: MethodAddress, verb: string): Passage {
  const route = kernel.routes.find(address.family, address.name, verb)
  if (!route || (address.tail !== undefined && route.method.tail === undefined)) throw new Failure(notFound)
  return { address, route, headers: {} }
}

/** 400 idInstance → 403 → 401 → 429 → 400 deleted or expired. */
export async function admit(
  kernel: Kernel,
  passage: Passage,
  request: IncomingMessage,
  response?: ServerResponse,
): Promise<ServedCall> {
  const { method } = passage.route
  const { family } = method
  const client = kernel.clientOf(request)
  const caller = await family.authenticate(credentialsOf(passage.address, request, client), kernel.ports)
  if (!kernel.ports.policy.unlimited) {
    const key = `${family.name}/${family.rateKey(caller)}/${method.name}`
    const grant = kernel.limiter.take(key, method.rate, kernel.ports.clock.now())
    passage.headers['x-ratelimit-replenish-rate'] = String(method.rate.perSecond)
    passage.headers['x-ratelimit-remaining'] = String(grant.remaining)
    if (!grant.allowed) {
      passage.headers['retry-after'] = String(grant.retryAfter)
      throw new Failure(tooManyRequests)
    }
  }
  family.admit?.(caller, kernel.ports)
  const call = new ServedCall({ request, client, ...(response ? { response } : {}) }, kernel.open, caller)
  passage.call = call
  return call
}

function credentialsOf(address: MethodAddress, request: IncomingMessage, client: Client): Credentials {
  const headers = request.headers as Credentials['headers']
  const { family, idInstance } = address
  if (family === 'console' || family === 'operator')
    return { token: bearer(headers['authorization']), client, headers, verb: request.method ?? '' }
  // A number without a token is told what is missing; anything else is judged by the family.
  if (address.token === undefined && /^[0-9]+$/.test(idInstance ?? '')) throw new Failure(tokenMissing)
  const token = address.token ?? ''
  return idInstance === undefined ? { token, client, headers } : { idInstance, token, client, headers }
}

const bearer = (header: string | undefined): string => /^bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1] ?? ''

/** 400 body not JSON → 400 validation → 400 state, then the method. */
export async function runMethod(kernel: Kernel, passage: Passage, request: IncomingMessage): Promise<Answer> {
  const { call, route } = passage
  if (!call) throw new Error('a call that was not admitted')
  try {
    await readCall(kernel, passage, call, request)
    route.method.family.admitState?.(call.caller, route.method.requires ?? 'any')
    return await answerOf(kernel, passage, call, await route.method.run(call, kernel.ports))
  } catch (error) {
    // After an unexpected error the method may have committed: then the file stays until it expires.
    if (call.file && error instanceof Failure) await kernel.ports.media.remove(call.file.handle)
    throw error
  }
}

/** Reads query, tail and body into the call and validates them. */
export async function readCall(
  kernel: Kernel,
  passage: Passage,
  call: ServedCall,
  request: IncomingMessage,
): Promise<void> {
  const { address, route } = passage
  const { method, bodyType } = route
  if (address.tail !== undefined) call.tail = address.tail
  const body =
    bodyType === 'none' ? await looseBody(kernel, route, request) : await readBody(kernel, passage, call, request)
  if (method.tail !== undefined && call.tail === undefined && isBareNumber(body)) call.tail = String(body)
  if (route.query) {
    const query = parseQuery(address.query)
    if (method.queryInBody && isRecord(body)) fill(query, body)
    if (address.query.includes('%00')) refuseNul(query, '')
    call.query = await validated(route.query, query)
  }
  if (route.body) call.body = await validated(route.body, body ?? {})
  if ((bodyType === 'multipart' || bodyType === 'raw') && !call.file) throw new Failure(fileIsEmpty)
}

/** Methods without a body still read one where clients put their query or the receipt number there (clients.md 2, 6). */
async function looseBody(kernel: Kernel, { method }: Route, request: IncomingMessage): Promise<unknown> {
  if ((!method.queryInBody && method.tail === undefined) || !hasBody(request)) return undefined
  return readJson(request, kernel.ports.policy.bodyLimit)
}

async function readBody(
  kernel: Kernel,
  { route, address }: Passage,
  call: ServedCall,
  request: IncomingMessage,
): Promise<unknown> {
  if (route.bodyType === 'json') return readJson(request, kernel.ports.policy.bodyLimit)
  // the family has proved that it is a number
  const owner = address.idInstance === undefined ? {} : { instance: Number(address.idInstance) }
  const read = route.bodyType === 'raw' ? readRaw : readForm
  const { fields, file } = await read(request, { ports: kernel.ports, ...owner })
  if (file) call.file = file
  return fields
}

const isBareNumber = (body: unknown): boolean =>
  typeof body === 'number' || (typeof body === 'string' && /^[0-9]+$/.test(body))

/** Query values win over the body's. */
function fill(query: Record<string, unknown>, body: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(body)) query[name] ??= value
}

async function validated({ mend, check }: Compiled, value: unknown): Promise<unknown> {
  const mended = mend ? mend(value) : value
  const broken = await check(mended)
  if (broken !== undefined) {
    throw new Failure(validationFailed, { sentence: `Validation failed. Details: ${broken}` })
  }
  return mended
}

async function answerOf(
  kernel: Kernel,
  { route, headers }: Passage,
  call: ServedCall,
  reply: unknown,
): Promise<Answer> {
  if (kernel.strict && reply !== undefined) {
    const broken = await route.reply(reply)
    if (broken !== undefined) throw new Error(`the reply of ${route.method.name} breaks its schema: ${broken}`)
  }
  // A method without a result answers with nothing at all (clients.md 5); null is the four letters (clients.md 4).
  const body = reply === undefined ? '' : await textOf(reply)
  return { status: 200, type: JSON_TYPE, body, headers: { ...headers, ...call.answerHeaders } }
}

/** Rows written in one turn; a list of thousands must not keep others waiting. */
const ROWS_OF_A_TURN = 500

async function textOf(reply: unknown): Promise<string> {
  if (!Array.isArray(reply) || reply.length <= ROWS_OF_A_TURN) return JSON.stringify(reply)
  const pieces: string[] = []
  for (let at = 0; at < reply.length; at += ROWS_OF_A_TURN) {
    if (at > 0) await nextTurn()
    pieces.push(JSON.stringify(reply.slice(at, at + ROWS_OF_A_TURN)).slice(1, -1))
  }
  return `[${pieces.join(',')}]`
}
