import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import { deadlineOf } from '../base/deadline.ts'
import { addressGuard, type AddressGuard } from './address-guard.ts'

/** The address is none that requests may go to. The text names no address inside the installation. */
export class OutboundRefused extends Error {
  constructor(text: string) {
    super(text)
    this.name = 'OutboundRefused'
  }
}

export interface PostAnswer {
  status: number
}

export interface Download {
  status: number
  /** Without parameters, lower case. */
  mimeType?: string
  /** Content-Length, when told. */
  length?: number
  body: Readable
}

/**
 * Requests to addresses that tenants choose. A name is resolved once, inside the connection, and the connection goes
 * to the address that was judged; private addresses are refused unless the operator's ranges allow them.
 */
export interface Outbound {
  /** POSTs JSON text with its Content-Length; follows no redirect; the answer's body is ignored. */
  post(
    url: string,
    body: string,
    options: { headers: Readonly<Record<string, string>>; deadlineMs: number; signal?: AbortSignal },
  ): Promise<PostAnswer>
  /** GETs a file as a stream, following up to five redirects, each judged like the first address. */
  download(url: string, options: { deadlineMs: number }): Promise<Download>
  close(): Promise<void>
}

type Lookup = (
  name: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export interface OutboundOptions {
  /** CIDR ranges reachable although private. */
  allow: readonly string[]
  /** Connections kept to one host at most. */
  connectionsPerHost?: number
  /** Name resolution; the system's unless a test brings its own. */
  lookup?: Lookup
}

const REDIRECTS = 5
const CONNECT_MS = 10_000
const IDLE_BODY_MS = 30_000
const IGNORED_BODY_BYTES = 128 * 1024
const LONGEST_ANSWER_MS = 180_000

export function outbound(options: OutboundOptions): Outbound {
  const guard = addressGuard(options.allow)
  const agent = new Agent({
    connections: options.connectionsPerHost ?? 128,
    pipelining: 1,
    headersTimeout: LONGEST_ANSWER_MS,
    connect: { timeout: CONNECT_MS, lookup: guardedLookup(guard, options.lookup ?? systemLookup) },
  })
  return {
    async post(url, body, { headers, deadlineMs, signal }) {
      const deadline = deadlineOf(deadlineMs, signal)
      try {
        const answer = await request(target(url, guard), {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
          body,
          signal: deadline.signal,
        })
        // the status is the answer; its body is read only to keep the connection
        const read = answer.body.dump({ limit: IGNORED_BODY_BYTES })
        void read.catch(() => undefined).finally(() => deadline.end())
        return { status: answer.statusCode }
      } catch (error) {
        deadline.end()
        throw error
      }
    },
    download: (url, { deadlineMs }) => download(url, agent, guard, AbortSignal.timeout(deadlineMs)),
    close: () => agent.destroy(),
  }
}

async function download(url: string, agent: Agent, guard: AddressGuard, signal: AbortSignal): Promise<Download> {
  let from = target(url, guard)
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const answer = await request(from, {
      dispatcher: agent,
      method: 'GET',
      headers: { accept: '*/*', 'accept-encoding': 'identity' },
      headersTimeout: IDLE_BODY_MS,
      bodyTimeout: IDLE_BODY_MS,
      signal,
    })
    const location = text(answer.headers.location)
    if (answer.statusCode < 300 || answer.statusCode > 399 || location === undefined) {
      const mimeType = text(answer.headers['content-type'])?.split(';')[0]?.trim().toLowerCase()
      const length = Number(text(answer.headers['content-length']))
      return {
        status: answer.statusCode,
        body: answer.body,
        ...(mimeType ? { mimeType } : {}),
        ...(Number.isFinite(length) && length > 0 ? { length } : {}),
      }
    }
    answer.body.on('error', () => undefined).destroy()
    from = target(new URL(location, from).href, guard)
  }
  throw new OutboundRefused('too many redirects')
}

const text = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

/** Judges what can be judged before connecting: the scheme and an address written as such. */
function target(url: string, guard: AddressGuard): URL {
  if (!URL.canParse(url)) throw new OutboundRefused('the address is no URL')
  const parsed = new URL(url)
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new OutboundRefused('only http and https addresses are reached')
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  // sockets skip name resolution for a literal, so it is judged here
  if (isIP(host) !== 0 && !guard(host)) throw new OutboundRefused('private address')
  return parsed
}

/** Resolves a name and hands the socket only addresses that may be reached. */
function guardedLookup(guard: AddressGuard, lookup: Lookup): LookupFunction {
  return (name, options, done) => {
    lookup(name, { all: true }, (error, addresses) => {
      if (error) return done(error, [])
      const reachable = addresses.filter(({ address }) => guard(address))
      const first = reachable[0]
      if (!first) return done(new OutboundRefused('private address'), [])
      return options.all ? done(null, reachable) : done(null, first.address, first.family)
    })
  }
}
