import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

export const JSON_TYPE = 'application/json; charset=utf-8'
export const TEXT_TYPE = 'text/plain; charset=utf-8'
export const HTML_TYPE = 'text/html; charset=utf-8'

/** A whole answer, ready to write. */
export interface Answer {
  status: number
  /** Reason phrase, for statuses that have none registered. */
  phrase?: string
  /** Content type; absent with an empty body. */
  type?: string
  body: string
  headers?: Record<string, string>
}

/**
 * CORS is open on every path, also on errors (common.md section 9, clients.md 12). Nothing is cached: GET methods
 * change state (updateApiToken) and answers hold secrets.
 */
export const OPEN_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': '*',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

export const PREFLIGHT: Answer = {
  status: 204,
  body: '',
  headers: {
    'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
    'access-control-allow-headers':
      'Content-Type, Accept, Authorization, GA-Filename, Idempotency-Key, Send-At, Send-Priority, *',
    'access-control-max-age': '86400',
  },
}

/** Writes the answer; a client that has gone is no error. */
export function write(response: ServerResponse, answer: Answer): void {
  if (response.headersSent) {
    // Too late for an answer: a cut connection tells the client that what it has is not whole.
    if (!response.writableEnded) response.destroy()
    return
  }
  if (response.destroyed) return
  const headers: Record<string, string | number> = { ...OPEN_HEADERS, ...answer.headers }
  if (answer.type !== undefined && answer.body !== '') headers['content-type'] = answer.type
  if (answer.status !== 204) headers['content-length'] = Buffer.byteLength(answer.body)
  if (answer.phrase === undefined) response.writeHead(answer.status, headers)
  else response.writeHead(answer.status, answer.phrase, headers)
  response.end(answer.body)
}

/** Writes the answer where no request was parsed or a handshake is refused, and closes the connection. */
export function writeToSocket(socket: Duplex, answer: Answer): void {
  const headers: Record<string, string | number> = { ...OPEN_HEADERS, ...answer.headers, connection: 'close' }
  if (answer.type !== undefined) headers['content-type'] = answer.type
  headers['content-length'] = Buffer.byteLength(answer.body)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const phrase = answer.phrase ?? STATUS_CODES[answer.status] ?? 'Refused'
  socket.end(`HTTP/1.1 ${answer.status} ${phrase}\r\n${lines.join('')}\r\n${answer.body}`)
}
