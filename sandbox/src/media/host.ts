import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { MediaTls } from './tls.ts'
import type { Vault } from './vault.ts'

export interface MediaHostOptions {
  tls: MediaTls
  vault: Vault
  /** What uploads must carry as `auth`. */
  token: string
  /** Profile picture by its id. */
  picture(id: string): Buffer | undefined
  /** `host:port` as clients reach it, once known. */
  address(): string
  refused(text: string): void
}

const PATH = /^\/mms\/(?:image|video|audio|document|sticker|md-msg-hist|md-app-state)\/([\w-]{43})$/

const PICTURE_PATH = /^\/pps\/(\d+)\.jpg$/

/** HTTPS host for encrypted files: `POST` with the token that `media_conn` gave, `GET` with or without `Range`. */
export function createMediaHost(options: MediaHostOptions): Server {
  return createServer({ key: options.tls.key, cert: options.tls.cert }, (request, response) => {
    handle(options, request, response).catch((error: unknown) => {
      options.refused(`A transfer broke off: ${error instanceof Error ? error.message : String(error)}.`)
      response.destroy()
    })
  })
}

async function handle(options: MediaHostOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://media')
  const picture = PICTURE_PATH.exec(url.pathname)?.[1]
  if (picture !== undefined) return sendPicture(options.picture(picture), response)
  const hash = PATH.exec(url.pathname)?.[1]
  if (!hash) return answer(response, 404, { error: 'There is no such path.' })
  if (request.method === 'GET' || request.method === 'HEAD')
    return download(options.vault, url.pathname, request, response)
  if (request.method !== 'POST') return answer(response, 405, { error: 'Only GET and POST are known.' })
  if (url.searchParams.get('auth') !== options.token || url.searchParams.get('token') !== hash) {
    options.refused('An upload comes without the token of the media connection.')
    request.resume()
    return answer(response, 401, { error: 'The upload token is wrong.' })
  }
  const { kept } = await options.vault.put(url.pathname, hash, request)
  if (!kept) {
    options.refused('The bytes of an upload do not have the hash that its path names.')
    return answer(response, 400, { error: 'The hash of the body is not the one of the path.' })
  }
  answer(response, 200, { url: `https://${options.address()}${url.pathname}`, direct_path: url.pathname })
}

function sendPicture(jpeg: Buffer | undefined, response: ServerResponse): void {
  if (!jpeg) return answer(response, 404, { error: 'There is no such picture.' })
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': jpeg.length }).end(jpeg)
}

async function download(vault: Vault, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const size = await vault.size(path)
  if (size === undefined) return answer(response, 404, { error: 'The file is not here.' })
  const range = readRange(request.headers.range, size)
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${size}`)
    return answer(response, 416, { error: 'The range lies outside the file.' })
  }
  response.setHeader('content-type', 'application/octet-stream')
  response.setHeader('accept-ranges', 'bytes')
  const [start, end] = range ?? [0, size - 1]
  response.setHeader('content-length', String(end - start + 1))
  if (range) response.setHeader('content-range', `bytes ${start}-${end}/${size}`)
  response.statusCode = range ? 206 : 200
  if (request.method === 'HEAD' || size === 0) return void response.end()
  await pipeline(vault.read(path, start, end), response)
}

function readRange(header: string | undefined, size: number): [number, number] | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '')
  if (!match) return undefined
  const start = Number(match[1])
  const end = match[2] ? Math.min(Number(match[2]), size - 1) : size - 1
  return start > end ? 'unsatisfiable' : [start, end]
}

function answer(response: ServerResponse, status: number, body: Record<string, string>): void {
  response.statusCode = status
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}
