import { request as httpRequest, type Agent } from 'node:http'
import type { MalformedRequest } from './fuzz.ts'

export interface Answered {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** Sends a request as it is; its answer. Rejects when it is answered by a websocket, which no malformed one may be. */
export function sendMalformed(
  url: string,
  { verb, target, headers, body, chunked }: MalformedRequest,
  agent?: Agent,
): Promise<Answered> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const length = body === undefined || chunked === true ? {} : { 'content-length': String(body.length) }
    const options = { hostname, port, method: verb, path: target, headers: { ...headers, ...length } }
    // a refused handshake ends its connection
    const sent = httpRequest({ ...options, ...(agent && headers['upgrade'] === undefined ? { agent } : {}) })
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString(),
        }),
      )
      response.on('error', reject)
    })
    sent.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error(`a malformed request opened a websocket: ${target}`))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Sends all over `lanes` connections at a time; `judge` sees each answer. */
export async function sendAll(
  url: string,
  requests: readonly MalformedRequest[],
  judge: (request: MalformedRequest, answer: Answered) => void,
  agent: Agent,
  lanes = 20,
): Promise<void> {
  const waiting = requests.values()
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const request of waiting) judge(request, await sendMalformed(url, request, agent))
    }),
  )
}
