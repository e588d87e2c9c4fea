import { createReadStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { FileContent } from '../../base/content.ts'
import type { EncryptedFile } from './encrypt-file.ts'
import { DEFAULT_ORIGIN, MEDIA_PATH_MAP } from './library.ts'
import type { OpenSession } from './open-session.ts'
import { textOf } from './problem.ts'

/** Where the network keeps a file. */
export interface Uploaded {
  url: string
  directPath: string
}

/** Read at a time: the library's 64 KB take twice the processor time, most of it in the cipher of the connection. */
const READ_BYTES = 1024 * 1024

const MOST_REDIRECTS = 5

/** Uploads a file to the first of the network's media hosts that takes it, as the library does. */
export async function upload(
  { world, line, routes }: OpenSession,
  file: EncryptedFile,
  kind: FileContent['fileKind'],
): Promise<Uploaded> {
  const hash = file.fileEncSha256.toString('base64url')
  let connection = await line.sock.refreshMediaConn(false)
  let reason = 'the network names no media host'
  for (const { hostname } of connection.hosts) {
    const asked = new URLSearchParams({ auth: connection.auth, token: hash })
    const url = new URL(`https://${hostname}${MEDIA_PATH_MAP[kind]}/${hash}?${asked.toString()}`)
    try {
      const uploaded = uploadedIn(await post(url, file, { agent: routes.uploadAgent, timeout: world.limits.uploadMs }))
      if (uploaded) return uploaded
      reason = 'the media host did not take it'
      // its token may be over
      connection = await line.sock.refreshMediaConn(true)
    } catch (error) {
      reason = textOf(error)
    }
    world.log.warn({ host: hostname, reason }, 'a media host did not take a file')
  }
  throw new Error(`the upload failed on every media host: ${reason}`)
}

/** Sends the file and resolves with the text of the answer. `timeout` is the longest silence. */
async function post(
  url: URL,
  file: EncryptedFile,
  options: Pick<https.RequestOptions, 'agent' | 'timeout'>,
  redirects = 0,
): Promise<string> {
  if (redirects > MOST_REDIRECTS) throw new Error('too many redirects')
  const request = https.request(url, {
    ...options,
    method: 'POST',
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': file.encryptedLength,
      Origin: DEFAULT_ORIGIN,
    },
  })
  request.on('timeout', () => request.destroy(new Error('the media host was silent for too long')))
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject)
  })
  const [{ said, elsewhere }] = await Promise.all([
    answered.then(async (answer) => ({ said: await text(answer), elsewhere: redirectIn(answer) })),
    pipeline(createReadStream(file.path, { highWaterMark: READ_BYTES }), request),
  ])
  return elsewhere === undefined ? said : await post(new URL(elsewhere, url), file, options, redirects + 1)
}

function redirectIn({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  return statusCode >= 300 && statusCode < 400 ? headers.location : undefined
}

function uploadedIn(said: string): Uploaded | undefined {
  try {
    const { url, direct_path: directPath } = JSON.parse(said) as { url?: string; direct_path?: string }
    return url || directPath ? { url: url ?? '', directPath: directPath ?? '' } : undefined
  } catch {
    return undefined
  }
}
