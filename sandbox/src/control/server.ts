import { createHash, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { SandboxNetwork } from '../api.ts'
import { Problem, type ProblemCode } from '../problem.ts'
import { openApi } from './openapi.ts'
import type { Call, Operation } from './operation.ts'
import { operations } from './operations.ts'
import { page } from './page.ts'

export interface ControlOptions {
  network: SandboxNetwork
  /** Bearer key that requests must carry. */
  key: string
  host: string
  /** 0: any free port. */
  port: number
}

export interface Control {
  /** `http://host:port` */
  url: string
  stop(): Promise<void>
}

const BODY_LIMIT = 96 * 1024 * 1024

const STATUS: Partial<Record<ProblemCode, number>> = {
  unauthorized: 401,
  noPhone: 404,
  noAccount: 404,
  noDevice: 404,
  noMessage: 404,
  notFound: 404,
  phoneExists: 409,
  phoneOffline: 409,
  notAllowed: 409,
  notInGroup: 409,
  restricted: 409,
  banned: 409,
}

/** Opens the HTTP control API of a network. Rejects when the port is taken. */
export async function startControl(options: ControlOptions): Promise<Control> {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    // events are followed for as long as somebody likes
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  })
  readBodies(app)
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const { status, code, message } = readError(error)
    return reply.code(status).send({ code, message })
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'notFound', message: 'There is no such operation. GET / lists them.' }),
  )
  app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(page()))
  app.get('/openapi.json', () => openApi())
  for (const operation of operations) route(app, options, operation)
  await app.listen({ host: options.host, port: options.port })
  const { port } = app.server.address() as AddressInfo
  return { url: `http://${options.host}:${port}`, stop: () => app.close() }
}

function route(app: FastifyInstance, options: ControlOptions, operation: Operation): void {
  app.route({
    method: operation.method,
    url: operation.path,
    ...(operation.body && { schema: { body: operation.body } }),
    onRequest: (request, _reply, done) => done(isAllowed(request, options.key) ? undefined : unauthorized()),
    handler: async (request, reply) => {
      const { number = '' } = request.params as { number?: string }
      const query = request.query as Record<string, string | undefined>
      const call = { network: options.network, number, body: request.body, query }
      return operation.follow ? sendEvents(reply, operation, call) : operation.run(call)
    },
  })
}

function sendEvents(reply: FastifyReply, { run, follow }: Operation, call: Call): void {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const tell = (value: unknown) => raw.write(`data: ${JSON.stringify(value)}\n\n`)
  // listening comes first: what changes meanwhile is told twice rather than not at all
  const stop = follow?.(call, tell)
  tell(run(call))
  raw.on('close', () => stop?.())
}

// Bodies are JSON whatever their header says (`curl -d` calls them a form); without a required field none is needed.
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, text === '' ? {} : JSON.parse(String(text)))
    } catch {
      done(new Problem('badRequest', 'The body is not JSON.'))
    }
  })
  app.addHook('preValidation', (request, _reply, done) => {
    request.body ??= {}
    done()
  })
}

function isAllowed(request: FastifyRequest, key: string): boolean {
  const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ')
  return scheme?.toLowerCase() === 'bearer' && timingSafeEqual(digest(given), digest(key))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function unauthorized(): Problem {
  return new Problem('unauthorized', 'The key is missing or wrong. Send Authorization: Bearer <key>.')
}

function readError(error: FastifyError | Problem): { status: number; code: string; message: string } {
  if (error instanceof Problem) return { status: STATUS[error.code] ?? 400, code: error.code, message: error.message }
  if (error.validation) return { status: 400, code: 'badRequest', message: `${error.message}.` }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return { status: error.statusCode, code: 'badRequest', message: error.message }
  }
  return { status: 500, code: 'failed', message: `The sandbox failed: ${error.message}` }
}
