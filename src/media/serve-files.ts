import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Clock } from '../base/clock.ts'
import type { DiskMedia, Served } from './disk.ts'
import type { StoredFile } from './port.ts'

/** Shown in place by browsers; everything else is offered for saving, since a file's words are a stranger's. */
const INLINE = /^(?:image\/(?:png|jpeg|gif|webp)|video\/[\w.+-]+|audio\/[\w.+-]+|application\/pdf)$/

const LONGEST_CACHE_S = 3600

/** Serves `/files/…` of the media host: GET and HEAD, one byte range, 404 for what is not ours, 410 once expired. */
export function serveFiles(
  media: Pick<DiskMedia, 'serve'>,
  clock: Clock,
): (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> {
  return async (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return refuse(response, 405, 'Method Not Allowed')
    }
    const served = await media.serve(path)
    if (served.is === 'unknown') return refuse(response, 404, 'Not Found')
    if (served.is === 'gone') return refuse(response, 410, 'The file has expired')
    await answer(request, response, served, clock.now())
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  served: Extract<Served, { is: 'found' }>,
  now: number,
): Promise<void> {
  const { file } = served
  const range = rangeOf(request, file)
  for (const [name, value] of headersOf(file, now)) response.setHeader(name, value)
  if (range === 'unsatisfiable') {
    await served.close()
    response.setHeader('Content-Range', `bytes */${file.size}`)
    return refuse(response, 416, 'Range Not Satisfiable')
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 }
  response.statusCode = range ? 206 : 200
  response.setHeader('Content-Length', end - start + 1)
  if (range) response.setHeader('Content-Range', `bytes ${start}-${end}/${file.size}`)
  if (request.method === 'HEAD' || file.size === 0) {
    await served.close()
    response.end()
    return
  }
  try {
    await pipeline(served.read({ start, end }), response)
  } catch {
    // the client went away, or the disk failed after the headers: the connection is cut either way
    response.destroy()
  }
}

function headersOf(file: StoredFile, now: number): [string, string][] {
  const type = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w.+-]+=[\w.+-]+)*$/.test(file.mimeType)
    ? file.mimeType
    : 'application/octet-stream'
  const place = INLINE.test(type.split(';')[0] ?? '') ? 'inline' : 'attachment'
  const seconds = Math.max(0, Math.min(LONGEST_CACHE_S, Math.floor((file.expiresAt - now) / 1000)))
  return [
    ['Content-Type', type],
    ['Content-Disposition', `${place}; filename*=UTF-8''${encodeHeader(file.fileName)}`],
    ['Accept-Ranges', 'bytes'],
    ['ETag', `"${file.handle}"`],
    ['Cache-Control', `private, max-age=${seconds}`],
    ['X-Content-Type-Options', 'nosniff'],
    ['Content-Security-Policy', "default-src 'none'; sandbox"],
  ]
}

// RFC 8187 allows fewer characters than encodeURIComponent leaves
function encodeHeader(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The one range asked for; undefined for the whole file (several ranges and other units are ignored). */
function rangeOf(
  request: IncomingMessage,
  file: StoredFile,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const unchanged = request.headers['if-range'] === undefined || request.headers['if-range'] === `"${file.handle}"`
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.headers.range ?? '')
  if (!match || !unchanged) return undefined
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, file.size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? file.size - 1 : Math.min(Number(last), file.size - 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  return start > end ? 'unsatisfiable' : { start, end }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status
  response.removeHeader('Content-Disposition')
  response.removeHeader('ETag')
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.setHeader('Cache-Control', 'no-store')
  response.end(text)
}
