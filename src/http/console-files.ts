import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sirv from 'sirv'
import type { Addresses } from '../contract/ports.ts'
import { HTML_TYPE } from './answer.ts'
import { pageHeaders } from './page.ts'
import type { Extra } from './serve.ts'

/** What the built page holds in place of the nonce of its style elements; each answer has its own. */
const NONCE_MARK = '__NONCE__'

/**
 * Serves the built console below `/console`: files named by their content for good, its one page for every other path.
 * Undefined when nothing is built. The page's policy allows scripts of this origin and style elements with the nonce.
 */
export function consoleFiles(folder: string, addresses: Addresses): Extra | undefined {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) return undefined
  const html = readFileSync(index, 'utf8')
  const files = sirv(folder, { immutable: true, maxAge: 31_536_000, gzip: true, etag: true })
  return {
    prefix: '/console/',
    async handle(request, response, path) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end()
        return
      }
      if (path.startsWith('/console/assets/')) {
        request.url = path.slice('/console'.length)
        response.setHeader('x-content-type-options', 'nosniff')
        // what stands on the answer already would win over what is said of these files
        response.removeHeader('cache-control')
        files(request, response, () => {
          response.writeHead(404, { 'cache-control': 'no-store' }).end()
        })
        return
      }
      const nonce = randomBytes(16).toString('base64')
      response.writeHead(200, { ...consoleHeaders(addresses, nonce), 'content-type': HTML_TYPE })
      response.end(request.method === 'HEAD' ? undefined : html.replaceAll(NONCE_MARK, nonce))
    },
  }
}

function consoleHeaders(addresses: Addresses, nonce: string): Record<string, string> {
  const policy = [
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `font-src 'self'`,
    `img-src 'self' data: blob: ${addresses.mediaUrl}`,
    `media-src 'self' blob: ${addresses.mediaUrl}`,
    `connect-src 'self' ${addresses.apiUrl} ${addresses.mediaUrl} ${addresses.socketUrl}`,
  ].join('; ')
  return {
    ...pageHeaders(addresses, { 'content-security-policy': policy }),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}
