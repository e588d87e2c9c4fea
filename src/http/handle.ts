import type { IncomingMessage, ServerResponse } from 'node:http'
import { Failure } from '../base/errors.ts'
import { parseAddress, type Address, type MethodAddress } from './address.ts'
import { PREFLIGHT, write, type Answer } from './answer.ts'
import { failureReply } from './failure-reply.ts'
import { internalError, notFound } from '../contract/kernel-failures.ts'
import type { Kernel } from './kernel.ts'
import { answerPage } from './page.ts'
import { admit, findRoute, runMethod, type Passage } from './pipeline.ts'
import { ClientGone } from './read-body.ts'
import { describeError, textsOf } from './redact.ts'
import { isDeclared } from './routes.ts'

/** What serves paths that are no method and no page; `undefined` leaves them to the 404. */
export type Fallback = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<Answer | 'written' | undefined>

/** Answers one request. Never rejects. */
export async function handle(
  kernel: Kernel,
  fallback: Fallback,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
): Promise<void> {
  if (request.method === 'OPTIONS') return write(response, PREFLIGHT)
  const begun = performance.now()
  const address = parseAddress(target, kernel.routes.isMethod)
  const passage: { at?: Passage } = {}
  let answer: Answer | 'written' | undefined
  try {
    answer = await dispatch(kernel, fallback, address, passage, request, response)
  } catch (error) {
    answer = answerFailure(kernel, error, address, passage.at, request)
  }
  if (answer === undefined) return
  if (answer !== 'written') send(kernel, response, answer)
  const name = passage.at?.route.method.name ?? address.kind
  const status = answer === 'written' ? response.statusCode : answer.status
  const elapsed = performance.now() - begun
  kernel.meter.record(name, status, elapsed / 1000)
  const line = {
    method: name,
    idInstance: 'idInstance' in address ? address.idInstance : undefined,
    client: kernel.clientOf(request).address,
    status,
    ms: Math.round(elapsed),
  }
  if (status >= 400) kernel.ports.log.info(line, 'request refused')
  else kernel.ports.log.debug(line, 'request served')
}

function send(kernel: Kernel, response: ServerResponse, answer: Answer): void {
  // A connection kept open would hold up a stopping server.
  const last = kernel.open.stopped ? { ...answer, headers: { ...answer.headers, connection: 'close' } } : answer
  try {
    write(response, last)
  } catch (error) {
    // A method set a header that HTTP does not allow.
    kernel.ports.log.error({ error: (error as Error).name }, 'an answer could not be written')
    response.destroy()
  }
}

async function dispatch(
  kernel: Kernel,
  fallback: Fallback,
  address: Address,
  passage: { at?: Passage },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | 'written'> {
  if (address.kind === 'method') {
    passage.at = findRoute(kernel, address, request.method ?? '')
    await admit(kernel, passage.at, request, response)
    return runMethod(kernel, passage.at, request)
  }
  if (address.kind === 'page') return answerPage(kernel, address, request, response)
  const answer = await fallback(address.path, request, response)
  if (answer === undefined) throw new Failure(notFound)
  return answer
}

/** The answer to whatever was thrown; undefined when nobody is left to read it. */
export function answerFailure(
  kernel: Kernel,
  error: unknown,
  address: Address,
  passage: Passage | undefined,
  request: IncomingMessage,
): Answer | undefined {
  if (error instanceof ClientGone || (request.destroyed && !request.complete)) return undefined
  const told = told500(kernel, error, address, passage)
  const family = address.kind === 'other' ? undefined : address.family
  const path = address.kind === 'other' ? address.path : address.maskedPath
  const answer = failureReply(told, { now: kernel.ports.clock.now(), path, ...(family ? { family } : {}) })
  const headers: Record<string, string> = { ...passage?.headers }
  if (told.kind === notFound && address.kind === 'method') {
    const allow = kernel.routes.verbs(address.family, address.name).join(', ')
    if (allow !== '') headers['allow'] = allow
  }
  if (answer.status === 503) headers['retry-after'] = '1'
  return { ...answer, headers }
}

/** A failure the caller may be told of; anything else is logged whole and told as a 500. */
function told500(kernel: Kernel, error: unknown, address: Address, passage: Passage | undefined): Failure {
  if (error instanceof Failure) {
    if (!passage || isDeclared(passage.route, error)) {
      if (error.kind.status >= 500) logError(kernel, error, address, passage, 'request failed')
      return error
    }
    logError(kernel, error, address, passage, 'a method failed in a way it does not declare')
    if (!kernel.strict) return error
  } else logError(kernel, error, address, passage, 'request failed unexpectedly')
  return new Failure(internalError)
}

function logError(kernel: Kernel, error: unknown, address: Address, passage: Passage | undefined, message: string) {
  const { token, tail, idInstance } = address as Partial<MethodAddress>
  const secrets = [token ?? '', tail ?? '', ...textsOf([passage?.call?.body, passage?.call?.query])]
  const fields = {
    method: passage?.route.method.name ?? address.kind,
    idInstance,
    error: describeError(error, secrets),
  }
  kernel.ports.log.error(error instanceof Failure ? { ...fields, code: error.kind.code } : fields, message)
}
