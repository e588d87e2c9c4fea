import http from 'node:http'
import https from 'node:https'
import type { Duplex } from 'node:stream'
import net from 'node:net'
import type tls from 'node:tls'
import { Agent, type buildConnector, type Dispatcher } from 'undici'
import { LIVE_URL, type WhatsAppNetwork } from './trust.ts'
import { secure, tunnel } from './tunnel.ts'

/** How a session's connections leave the machine. */
export interface Routes {
  socketUrl: string
  /** For the websocket. */
  socketAgent: https.Agent | undefined
  /** For uploads (`https.request`). */
  uploadAgent: https.Agent | undefined
  /** For downloads (`fetch`). */
  dispatcher: Dispatcher | undefined
  close(): Promise<void>
}

const TIMEOUT_MS = 15_000

/** Certificates are always verified; a sandbox adds its authority and takes all media to its own host. */
export function routesOf(network: WhatsAppNetwork, proxyUrl: string | undefined): Routes {
  const sandbox = network.kind === 'sandbox' ? network : undefined
  const ca = sandbox && { ca: sandbox.mediaCa }
  const socketUrl = sandbox?.socketUrl ?? LIVE_URL
  const connect = mediaConnector(sandbox?.mediaHost, sandbox?.mediaCa, proxyUrl)
  const dispatcher = connect && new Agent({ connect })
  if (proxyUrl === undefined) {
    const uploadAgent = ca && new https.Agent({ ...ca, keepAlive: true })
    return {
      socketUrl,
      socketAgent: undefined,
      uploadAgent,
      dispatcher,
      close: () => closeAll(dispatcher, uploadAgent),
    }
  }
  const socketAgent = throughProxy(proxyUrl, socketUrl.startsWith('wss:'))
  const uploadAgent = throughProxy(proxyUrl, true, ca)
  return {
    socketUrl,
    socketAgent,
    uploadAgent,
    dispatcher,
    close: () => closeAll(dispatcher, uploadAgent, socketAgent),
  }
}

async function closeAll(dispatcher: Dispatcher | undefined, ...agents: (https.Agent | undefined)[]): Promise<void> {
  for (const agent of agents) agent?.destroy()
  await dispatcher?.destroy()
}

/** An agent whose connections go through the proxy; TLS, when asked, is between us and the target. */
function throughProxy(proxyUrl: string, withTls: boolean, ca: tls.ConnectionOptions = {}): https.Agent {
  const agent = withTls ? new https.Agent() : new http.Agent()
  const connect = async (host: string, port: number, servername: string): Promise<Duplex> => {
    const socket = await tunnel(proxyUrl, host, port, TIMEOUT_MS)
    return withTls ? secure(socket, { ...ca, ...nameOf(servername) }) : socket
  }
  type Options = { host?: string; port?: number | string; servername?: string }
  type Done = (error: Error | null, socket?: Duplex) => void
  Object.assign(agent, {
    createConnection(options: Options, done: Done) {
      const host = options.host ?? ''
      answerBy(connect(host, Number(options.port), options.servername ?? host), done)
    },
  })
  return agent as https.Agent
}

/** Hands a promise's outcome to a node-style callback. */
function answerBy<T>(promise: Promise<T>, done: (error: Error | null, value?: T) => void): void {
  void (async () => {
    let value: T
    try {
      value = await promise
    } catch (error) {
      return done(error as Error)
    }
    done(null, value)
  })()
}

/** SNI takes names, not addresses. */
function nameOf(host: string): { servername?: string; host: string } {
  return net.isIP(host) === 0 ? { servername: host, host } : { host }
}

/** Undefined: the runtime's own way. */
function mediaConnector(
  mediaHost: string | undefined,
  ca: string | undefined,
  proxyUrl: string | undefined,
): buildConnector.connector | undefined {
  if (mediaHost === undefined && proxyUrl === undefined) return undefined
  const fixed = mediaHost === undefined ? undefined : new URL(`https://${mediaHost}`)
  return (options, done) => {
    const host = fixed?.hostname ?? options.hostname
    const port = Number(fixed?.port ?? options.port) || 443
    const tcp = proxyUrl === undefined ? plain(host, port) : tunnel(proxyUrl, host, port, TIMEOUT_MS)
    const secured = tcp.then((socket) =>
      secure(socket, { ...(ca !== undefined && { ca }), ...nameOf(host), ALPNProtocols: ['http/1.1'] }),
    )
    answerBy(secured, (error, socket) => (socket ? done(null, socket) : done(error ?? new Error('no socket'), null)))
  }
}

function plain(host: string, port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
