import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Posted {
  path: string
  headers: IncomingHttpHeaders
  text: string
}

/** Somebody's web server on this machine: gives out pages and takes what is posted, answering 200. */
export interface WebHost {
  readonly url: string
  /** Path → what is given out there. */
  readonly pages: Map<string, { type: string; body: string | Buffer }>
  readonly posted: readonly Posted[]
  /** Paths that were asked for. */
  readonly asked: readonly string[]
  [Symbol.asyncDispose](): Promise<void>
}

export async function startWebHost(): Promise<WebHost> {
  const pages: WebHost['pages'] = new Map()
  const posted: Posted[] = []
  const asked: string[] = []
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        posted.push({ path: request.url ?? '', headers: request.headers, text: Buffer.concat(chunks).toString() })
        response.writeHead(200).end()
      })
      return
    }
    asked.push(request.url ?? '')
    const page = pages.get(request.url ?? '')
    if (page) response.writeHead(200, { 'content-type': page.type }).end(page.body)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    posted,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
