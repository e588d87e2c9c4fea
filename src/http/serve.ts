import fastify, { type FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Registry } from 'prom-client'
import type { Method, Page } from '../contract/method.ts'
import type { Ports } from '../contract/ports.ts'
import { JSON_TYPE, OPEN_HEADERS, TEXT_TYPE, writeToSocket, type Answer } from './answer.ts'
import { OpenCalls } from './call.ts'
import { clientReader, type TrustedProxies } from './client.ts'
import { handle, type Fallback } from './handle.ts'
import type { Kernel } from './kernel.ts'
import { limiter } from './limit.ts'
import { meter } from './meter.ts'
import { pageHeaders } from './page.ts'
import { compileRoutes } from './routes.ts'
import { serveSockets } from './sockets.ts'

/** Serves every path below `prefix` by itself (media files, the console's static files). CORS headers are set already. */
export interface Extra {
  /** With both slashes: `/files/`. */
  readonly prefix: string
  /** `path` is decoded, with single slashes. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
}

/** A fixed document, by path: the reference, `openapi.json`. */
export interface Document {
  readonly type: string
  readonly body: string
  /** Of an HTML document: its policy, as a page's. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface Signals {
  /** Serves `/metrics` and takes the HTTP metrics. */
  readonly registry?: Registry
  /** Bearer token that `/metrics` asks for; open when absent. */
  readonly metricsToken?: string
  /** What `/ready` says; 503 unless `ready`. */
  ready?(): Promise<{ readonly ready: boolean } & Readonly<Record<string, unknown>>>
}

export interface ServeOptions {
  readonly methods: readonly Method[]
  readonly pages?: readonly Page[]
  readonly ports: Ports
  /** Serves `/files/…`. */
  readonly files?: Extra['handle']
  readonly extras?: readonly Extra[]
  readonly documents?: ReadonlyMap<string, Document>
  readonly signals?: Signals
  /** Proxies whose forwarding headers count; nobody's when absent. */
  readonly trustProxy?: TrustedProxies
  /** Tests and development: undeclared failures and replies that break their schema become a 500. */
  readonly strict?: boolean
}

export interface Server {
  /** Port 0 takes a free one. Resolves with the port that was taken. */
  listen(at: { port: number; host?: string }): Promise<{ port: number; url: string }>
  /** Serves one request without a socket (light-my-request). */
  readonly inject: FastifyInstance['inject']
  /** Ends waiting calls and sockets, lets running ones finish, then frees the port. */
  close(): Promise<void>
}

/** An upload may take as long as clients wait for one (common.md section 10). */
const LONGEST_REQUEST = 10_800_000

/** Serves the list of methods with every tolerance, check and answer of the contract. Throws when the list contradicts itself. */
export async function serve(options: ServeOptions): Promise<Server> {
  const { methods, pages = [], ports, signals, strict = false } = options
  const kernel: Kernel = {
    routes: compileRoutes(methods, pages),
    ports,
    limiter: limiter(),
    open: new OpenCalls(),
    clientOf: clientReader(options.trustProxy ?? false),
    meter: meter(signals?.registry),
    strict,
  }
  const fallback = fallbackOf(options)
  // The address is ours to read: Fastify's router must not refuse doubled slashes or a bad percent sign.
  const app = fastify({
    rewriteUrl: () => '/',
    requestTimeout: LONGEST_REQUEST,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: refuseBadRequest,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.addHook('onRequest', (request, reply, done) => {
    // Answered here, before Fastify judges content types: bodies are read by the kernel after the key was checked.
    reply.hijack()
    void handle(kernel, fallback, request.raw, reply.raw, request.originalUrl)
    done()
  })
  app.all('/', () => undefined)
  const stopSockets = serveSockets(kernel, app.server)
  await app.ready()
  return {
    async listen({ port, host = '127.0.0.1' }) {
      await app.listen({ port, host })
      const address = app.server.address()
      const taken = typeof address === 'object' && address ? address.port : port
      return { port: taken, url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}` }
    },
    inject: app.inject.bind(app),
    async close() {
      kernel.open.stop()
      stopSockets()
      await app.close()
    },
  }
}

/** What is no HTTP, or has endless headers, gets an answer that browsers may read too. */
function refuseBadRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const long = error.code === 'HPE_HEADER_OVERFLOW'
  const body = long ? 'Request Header Fields Too Large' : 'Bad Request'
  writeToSocket(socket, { status: long ? 431 : 400, type: TEXT_TYPE, body })
}

function fallbackOf({ files, extras = [], documents, signals, ports }: ServeOptions): Fallback {
  const prefixed = files ? [{ prefix: '/files/', handle: files }, ...extras] : extras
  return async (path, request, response) => {
    const document = documents?.get(path)
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (document && reads) {
      const isPage = document.type.startsWith('text/html')
      const headers = isPage ? pageHeaders(ports.policy.addresses, document.headers) : {}
      return { status: 200, type: document.type, body: document.body, headers }
    }
    const extra = prefixed.find(({ prefix }) => `${path}/`.startsWith(prefix))
    if (extra) {
      for (const [name, value] of Object.entries(OPEN_HEADERS)) response.setHeader(name, value)
      await extra.handle(request, response, path)
      return 'written'
    }
    return reads ? signalAnswer(path, request, signals) : undefined
  }
}

async function signalAnswer(path: string, request: IncomingMessage, signals: Signals | undefined) {
  if (path === '/health') return json(200, { status: 'ok' })
  if (path === '/ready') {
    const state = (await signals?.ready?.()) ?? { ready: true }
    return json(state.ready ? 200 : 503, state)
  }
  if (path !== '/metrics' || !signals?.registry) return undefined
  const { registry, metricsToken } = signals
  if (metricsToken !== undefined && request.headers.authorization !== `Bearer ${metricsToken}`)
    return json(401, { code: 'unauthorized', message: 'Unauthorized' })
  return { status: 200, type: registry.contentType, body: await registry.metrics() }
}

const json = (status: number, body: unknown): Answer => ({ status, type: JSON_TYPE, body: JSON.stringify(body) })
