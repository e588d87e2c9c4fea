import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { Failure } from '../base/errors.ts'
import type { Call } from '../contract/method.ts'
import type { Ports } from '../contract/ports.ts'
import { badRequestData, bodyTooLarge, fileIsEmpty, uploadTooLarge } from '../contract/kernel-failures.ts'
import { boundaryOf, readParts, sniffBoundary, type Part } from './multipart.ts'
import { hasBody, refuseNul } from './read-body.ts'

type StoredFile = NonNullable<Call['file']>

/** A form as read: its text fields, and the file when one came. The file is in the media store already. */
export interface Upload {
  readonly fields: Record<string, unknown>
  readonly file?: StoredFile
}

/** Where an upload goes and whose it is. */
export interface UploadWorld {
  readonly ports: Ports
  /** The instance that uploads: its files are erased with it. */
  readonly instance?: number
}

const BINARY = 'application/octet-stream'

/** Reads a multipart body: parts in any order, the file streamed to the media store. */
export async function readForm(request: IncomingMessage, world: UploadWorld): Promise<Upload> {
  refuseTooLong(request, world.ports)
  const boundary = boundaryOf(request.headers['content-type'])
  if (boundary === undefined || !hasBody(request)) return { fields: {} }
  return spoolForm(chunksOf(request), boundary, world)
}

/** Reads a bare file (uploadFile), or the part `file` when the body is a form whatever its header says. */
export async function readRaw(request: IncomingMessage, world: UploadWorld): Promise<Upload> {
  refuseTooLong(request, world.ports)
  const name = headerName(request.headers['ga-filename'])
  const named = (upload: Upload): Upload =>
    name === undefined || !upload.file ? upload : { ...upload, file: { ...upload.file, fileName: name } }
  const declared = boundaryOf(request.headers['content-type'])
  if (declared !== undefined) return named(await spoolForm(chunksOf(request), declared, world))
  if (!hasBody(request)) throw new Failure(fileIsEmpty)
  const source = chunksOf(request)
  const first = await firstChunk(source)
  const body = prepended(first, source)
  const sniffed = sniffBoundary(first)
  if (sniffed !== undefined) return named(await spoolForm(body, sniffed, world))
  const mimeType = plainType(request.headers['content-type'])
  const fileName = name ?? `file.${EXTENSIONS[mimeType] ?? 'bin'}`
  return { fields: {}, file: await spool(body, fileName, mimeType, world) }
}

async function spoolForm(source: AsyncIterable<Buffer>, boundary: string, world: UploadWorld): Promise<Upload> {
  const fields: Record<string, unknown> = {}
  let file: StoredFile | undefined
  let room = world.ports.policy.bodyLimit
  try {
    for await (const part of readParts(source, boundary)) {
      if (part.name === 'file' || part.fileName !== undefined) {
        if (file) continue
        const given = fields['fileName']
        const fileName = typeof given === 'string' && given !== '' ? baseName(given) : part.fileName || 'file.bin'
        file = await spool(part.body, fileName, plainType(part.mimeType), world)
      } else if (part.name !== '__proto__') {
        const text = await readField(part, room)
        room -= Buffer.byteLength(text)
        refuseNul(text, part.name)
        fields[part.name] = text
      }
    }
  } catch (error) {
    if (file) await world.ports.media.remove(file.handle)
    throw error
  }
  if (!file) return { fields }
  const late = fields['fileName']
  return { fields, file: typeof late === 'string' && late !== '' ? { ...file, fileName: baseName(late) } : file }
}

async function readField(part: Part, room: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of part.body) {
    size += chunk.length
    if (size > room) throw new Failure(bodyTooLarge)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function spool(
  body: AsyncIterable<Buffer>,
  fileName: string,
  mimeType: string,
  world: UploadWorld,
): Promise<StoredFile> {
  if (fileName.includes('\0')) throw new Failure(badRequestData)
  const { fileLimit: limit, fileLifeMs } = world.ports.policy
  const expiresAt = world.ports.clock.now() + fileLifeMs
  const file = await world.ports.media.put(Readable.from(body, { objectMode: false }), {
    fileName,
    mimeType,
    expiresAt,
    limit,
    ...(world.instance === undefined ? {} : { instance: world.instance }),
  })
  if (file.size > 0) return file
  await world.ports.media.remove(file.handle)
  throw new Failure(fileIsEmpty)
}

/** A form is a little longer than its file. */
function refuseTooLong(request: IncomingMessage, { policy }: Ports): void {
  const length = Number(request.headers['content-length'] ?? 0)
  if (length > policy.fileLimit + policy.bodyLimit) throw new Failure(uploadTooLarge)
}

/** The request's chunks; leaving early does not cut the connection, so a refusal can still be answered. */
async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer
}

async function firstChunk(source: AsyncGenerator<Buffer>): Promise<Buffer> {
  const first = await source.next()
  if (first.done) throw new Failure(fileIsEmpty)
  return first.value
}

async function* prepended(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

const baseName = (path: string): string => path.replace(/^.*[\\/]/, '')

const plainType = (header: string | undefined): string => {
  const type = (header ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  return /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type) ? type : BINARY
}

/** GA-Filename as UTF-8 (Node reads headers as latin1) or percent-encoded, as browsers must send it. */
function headerName(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header === '') return undefined
  const utf8 = Buffer.from(header, 'latin1').toString('utf8')
  const text = utf8.includes('\uFFFD') ? header : utf8
  try {
    return baseName(decodeURIComponent(text))
  } catch {
    return baseName(text)
  }
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/3gpp': '3gp',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/aac': 'aac',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/json': 'json',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/rtf': 'rtf',
  'text/plain': 'txt',
  'text/csv': 'csv',
}
