import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readQr } from './read-qr.ts'
import { leavesOf, noteQr } from './sealed-secrets.ts'
import type { SecretBook } from './secret-search.ts'

/** Stands in front of a gateway, notes every secret that it answers, and keeps the refusals. */
export interface Recorder {
  readonly url: string
  /** Status, headers and body of every answer that was a refusal. */
  readonly refusals: readonly string[]
  /** Where requests are passed on to; set once the gateway's port is known. */
  target: string
  stop(): Promise<void>
}

export async function startRecorder(book: SecretBook): Promise<Recorder> {
  const refusals: string[] = []
  const server = createServer((request, response) => pass(recorder, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const recorder = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refusals,
    target: '',
    note(status: number, head: object, body: string) {
      noteAnswer(book, body)
      if (status >= 400 || /^\{"code":[45]/.test(body)) refusals.push(JSON.stringify([status, head, body]))
    },
    stop: () => closed(server),
  }
  return recorder
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

interface Passing {
  readonly target: string
  note(status: number, head: object, body: string): void
}

function pass({ target, note }: Passing, request: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, headers } = request
  const { hostname, port } = new URL(target)
  const onward = httpRequest(
    { hostname, port, path, headers, ...(method === undefined ? {} : { method }) },
    (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const body = Buffer.concat(chunks)
        const status = answer.statusCode ?? 502
        note(status, answer.headers, body.toString())
        response.writeHead(status, answer.statusMessage, answer.headers)
        response.end(body)
      })
    },
  )
  onward.on('error', () => response.destroy())
  request.pipe(onward)
}

/** Tokens and secrets of an answer by their form, wherever they stand in it; QR pictures and codes by their field. */
export function noteAnswer(book: SecretBook, body: string): void {
  const answer = parsed(body)
  for (const leaf of leavesOf(answer)) {
    for (const [token] of leaf.matchAll(
      /gac\.[0-9a-f]{32,64}|whsec_[A-Za-z0-9+/=]{20,}|(?<![0-9a-f])[0-9a-f]{40,64}(?![0-9a-f])/g,
    ))
      book.add('answered token', token)
  }
  const { type, message, status, code } = (answer ?? {}) as Record<string, unknown>
  if (type === 'qrCode' && typeof message === 'string') noteQr(book, readQr(message))
  if (status === true && typeof code === 'string') book.add('answered code', code)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}
