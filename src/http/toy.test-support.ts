import { Readable } from 'node:stream'
import { connect } from 'node:net'
import { Type } from 'typebox'
import type { Clock } from '../base/clock.ts'
import { Failure, failure } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import { methodsOf, type Family, type Method, type Page } from '../contract/method.ts'
import type { Ports } from '../contract/ports.ts'
import {
  ChatId,
  ClampedInteger,
  ClearableText,
  DigitsInteger,
  MessageId,
  TypingTime,
  YesNo,
  withPhoneNumber,
} from '../contract/schema.ts'
import { fileTooLarge, type MediaStore, type StoredFile } from '../media/port.ts'
import { serve, type ServeOptions, type Server } from './serve.ts'

export const TOKEN = 'a1'.repeat(25)
export const PARTNER = `gac.${'b2'.repeat(23)}`
export const ID = 1101000001
/** Instances of the toy: deleted, starting, and a good one. */
export const DELETED = 1101000002
export const STARTING = 1101000003

const text = (code: string, status: number, sentence: string) => failure({ code, status, form: 'text', sentence })
const idNotInteger = text('toyIdNotInteger', 400, 'Parameter idInstance not an integer')
const unknown = text('toyUnknown', 403, 'Forbidden')
const unauthorized = text('toyUnauthorized', 401, 'Unauthorized')
const deleted = text('toyDeleted', 400, 'Instance is deleted')
const starting = text('toyStarting', 400, 'instance is starting or not authorized')
const partnerUnauthorized = failure({
  code: 'toyPartner',
  status: 200,
  form: 'envelope200',
  sentence: 'Unauthorized',
  envelopeCode: 401,
})
export const quota = failure({ code: 'toyQuota', status: 466, form: 'quota', sentence: 'quota' })
const undeclared = failure({ code: 'toyUndeclared', status: 409, form: 'problem', sentence: 'nobody said so' })

export interface Caller {
  id: number
}

export const instanceFamily: Family<Caller> = {
  name: 'instance',
  address: '/waInstance{idInstance}/{method}/{apiTokenInstance}',
  errors: [idNotInteger, unknown, unauthorized, deleted, starting],
  async authenticate({ idInstance = '', token }) {
    if (!/^[0-9]+$/.test(idInstance)) throw new Failure(idNotInteger)
    const id = Number(idInstance)
    if (![ID, DELETED, STARTING].includes(id) && (id < 5000 || id > 6000)) throw new Failure(unknown)
    if (token !== TOKEN) throw new Failure(unauthorized)
    return { id }
  },
  admit({ id }) {
    if (id === DELETED) throw new Failure(deleted)
  },
  admitState({ id }, requires) {
    if (id === STARTING && requires !== 'any') throw new Failure(starting)
  },
  rateKey: ({ id }) => String(id),
}

const partnerFamily: Family<string> = {
  name: 'partner',
  address: '/partner/{method}/{partnerToken}',
  errors: [partnerUnauthorized],
  async authenticate({ token }) {
    if (token !== PARTNER) throw new Failure(partnerUnauthorized)
    return token
  },
  rateKey: (token) => token,
}

const linkFamily: Family<string> = {
  name: 'link',
  address: '/link/{method}/{linkToken}',
  errors: [unauthorized],
  async authenticate({ token }) {
    if (token !== 'once') throw new Failure(unauthorized)
    return token
  },
  rateKey: (token) => token,
}

const operatorFamily: Family<string> = {
  name: 'operator',
  address: '/operator/api/{method}',
  errors: [unauthorized],
  async authenticate({ token }) {
    if (token !== 'op') throw new Failure(unauthorized)
    return token
  },
  rateKey: (token) => token,
}

const instanceMethod = methodsOf(instanceFamily)
const Any = Type.Unsafe<unknown>({})
const plenty = { perSecond: 1000 }

const seen = (call: { query: unknown; body: unknown; tail?: string }) => ({
  query: call.query ?? null,
  body: call.body ?? null,
  tail: call.tail ?? null,
})

const toy = (
  name: string,
  rest: Partial<Method> & { query?: Method['query']; body?: Method['body'] } = {},
): Method => ({
  ...instanceMethod({
    name,
    verb: 'POST',
    group: 'toy',
    summary: `toy ${name}`,
    rate: plenty,
    reply: Any,
    example: { reply: {} },
    run: async (call) => seen(call),
  }),
  ...rest,
})

const upload = Type.Object({
  chatId: ChatId,
  fileName: Type.Optional(Type.String({ minLength: 1 })),
  caption: Type.Optional(Type.String({ maxLength: 20_000 })),
  typingTime: Type.Optional(TypingTime),
})

export const toyMethods: readonly Method[] = [
  toy('sendMessage', {
    body: Type.Object({
      chatId: ChatId,
      message: Type.String({ minLength: 1, maxLength: 20_000 }),
      quotedMessageId: Type.Optional(MessageId),
      caption: Type.Optional(Type.String()),
      linkPreview: Type.Optional(Type.Boolean()),
      typingTime: Type.Optional(TypingTime),
    }),
  }),
  toy('getSettings', { verb: 'GET' }),
  toy('setSettings', {
    body: Type.Object(
      {
        webhookUrl: Type.Optional(ClearableText()),
        incomingWebhook: Type.Optional(YesNo),
        delaySendMessagesMilliseconds: Type.Optional(Type.Integer({ minimum: 500, maximum: 600_000 })),
      },
      { minProperties: 1 },
    ),
  }),
  toy('downloadFile', { body: Type.Object({ chatId: ChatId, idMessage: MessageId }, { minProperties: 2 }) }),
  toy('readChat', { body: withPhoneNumber(Type.Object({ chatId: ChatId })) }),
  toy('getAuthorizationCode', { body: Type.Object({ phoneNumber: DigitsInteger({ minimum: 1_000_000 }) }) }),
  toy('receiveNotification', {
    verb: 'GET',
    query: Type.Object({ receiveTimeout: Type.Optional(ClampedInteger(1, 60)) }),
    run: async () => null,
  }),
  toy('deleteNotification', { verb: 'DELETE', tail: 'receiptId' }),
  toy('clearWebhooksQueue', { verb: 'DELETE' }),
  toy('getIncomingStatuses', {
    verb: 'GET',
    queryInBody: true,
    query: Type.Object({ minutes: Type.Optional(Type.Integer({ minimum: 1 })), idMessage: Type.Optional(MessageId) }),
  }),
  toy('deleteMessage', { run: async () => undefined, requires: 'authorized' }),
  toy('slow', { verb: 'GET', rate: { perSecond: 0.1 } }),
  toy('limited', { verb: 'GET', rate: { perSecond: 2 } }),
  toy('wait', {
    verb: 'GET',
    run: ({ signal }) =>
      new Promise((resolve) => {
        const end = () => resolve('ended')
        waiting.count += 1
        if (signal.aborted) end()
        else signal.addEventListener('abort', end)
      }),
  }),
  toy('fails', {
    errors: [quota],
    body: Type.Object({ how: Type.String(), secret: Type.Optional(Type.String()) }),
    async run(call) {
      const { how, secret } = call.body as { how: string; secret?: string }
      if (how === 'quota') throw new Failure(quota, { detail: { invokeStatus: { status: 'QUOTE_EXCEEDED' } } })
      if (how === 'undeclared') throw new Failure(undeclared)
      if (how === 'reply') return undefined
      throw new Error(`boom with ${secret} and ${TOKEN}`, { cause: new Error(`inner ${PARTNER}`) })
    },
  }),
  toy('badReply', { verb: 'GET', reply: Type.Object({ id: Type.String() }), run: async () => ({ id: 5 }) }),
  toy('sendFileByUpload', {
    host: 'media',
    bodyType: 'multipart',
    body: upload,
    requires: 'settled',
    run: async (call, { media }) => ({ ...seen(call), file: call.file, text: await contentOf(media, call.file) }),
  }),
  toy('uploadFile', {
    host: 'media',
    bodyType: 'raw',
    run: async (call, { media }) => ({ ...seen(call), file: call.file, text: await contentOf(media, call.file) }),
  }),
  toy('scanqrcode', {
    verb: 'GET',
    async *watch(call) {
      yield { type: 'qrCode', message: 'first' }
      if ((call.query as { forever?: string } | undefined)?.forever === 'yes') {
        await new Promise((resolve) => call.signal.addEventListener('abort', resolve))
        ended.push('gone')
        return
      }
      yield { type: 'alreadyLogged', message: 'done' }
    },
    query: Type.Object({ forever: Type.Optional(Type.String()) }),
  }),
  methodsOf(partnerFamily)({
    name: 'createInstance',
    verb: 'POST',
    group: 'partner',
    summary: 'toy',
    rate: { perSecond: 10, burst: 20 },
    headers: ['idempotency-key'],
    body: Type.Object({ name: Type.Optional(Type.String()) }),
    reply: Any,
    example: { reply: {} },
    // taken out by name, as the methods do
    async run({ headers, setHeader }) {
      setHeader('Next-Cursor', 'abc')
      return { key: headers['idempotency-key'] ?? null }
    },
  }),
  methodsOf(linkFamily)({
    name: 'state',
    verb: 'GET',
    group: 'link',
    summary: 'toy',
    rate: plenty,
    reply: Any,
    example: { reply: {} },
    run: async () => 'linked',
  }),
  methodsOf(operatorFamily)({
    name: 'accounts',
    verb: 'POST',
    group: 'operator',
    summary: 'toy',
    rate: plenty,
    body: Type.Object({ n: Type.Integer() }),
    reply: Any,
    example: { reply: {} },
    run: async () => [],
  }),
]

/** Calls of `wait` so far. */
export const waiting = { count: 0 }

/** What watched sockets noticed of their end. */
export const ended: string[] = []

export const toyPages: readonly Page[] = [
  { name: 'qr', family: instanceFamily, render: async () => ({ html: '<!doctype html><p>scan</p>' }) },
  {
    name: 'link',
    family: linkFamily,
    render: async () => ({
      html: '<p>link</p>',
      headers: { 'Content-Security-Policy': 'frame-ancestors https://partner.example' },
    }),
  },
]

async function contentOf(media: MediaStore, file: StoredFile | undefined): Promise<string> {
  const open = file && (await media.open(file.handle))
  if (!open) return ''
  const chunks: Buffer[] = []
  for await (const chunk of open.stream) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  return bytes.length > 200 ? `${bytes.length} bytes` : bytes.toString('utf8')
}

/** A media store in memory that keeps its promises about limits and failed streams. */
export function memoryMedia(): MediaStore & { files: Map<string, { file: StoredFile; bytes: Buffer }> } {
  const files = new Map<string, { file: StoredFile; bytes: Buffer }>()
  return {
    files,
    async put(stream, meta) {
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of stream) {
        size += (chunk as Buffer).length
        if (size > meta.limit) throw new Failure(fileTooLarge)
        chunks.push(chunk as Buffer)
      }
      const handle = `h${files.size + 1}-${Math.random()}`
      const { fileName, mimeType, expiresAt } = meta
      const file = { handle, fileName, mimeType, expiresAt, size }
      files.set(handle, { file, bytes: Buffer.concat(chunks) })
      return file
    },
    async open(handle) {
      const held = files.get(handle)
      return held && { file: held.file, stream: Readable.from([held.bytes]) }
    },
    url: (file) => `http://media/${file.handle}`,
    async remove(handle) {
      files.delete(handle)
    },
  }
}

export interface Toy {
  server: Server
  url: string
  port: number
  media: ReturnType<typeof memoryMedia>
  clock: { at: number }
  logged: { level: string; fields: object; message: string }[]
}

/** A listening server of the toy methods; ports that no toy method uses are absent on purpose. */
export async function startToy(
  options: Partial<ServeOptions> & { bodyLimit?: number; fileLimit?: number; unlimited?: boolean } = {},
): Promise<Toy> {
  const media = memoryMedia()
  const time = { at: Date.UTC(2026, 0, 2, 3, 4, 5, 678) }
  const clock: Clock = { now: () => time.at, sleepUntil: () => Promise.resolve() }
  const logged: Toy['logged'] = []
  const level = (name: string) => (fields: object, message: string) =>
    void logged.push({ level: name, fields, message })
  const log: Log = {
    debug: level('debug'),
    info: level('info'),
    warn: level('warn'),
    error: level('error'),
    child: () => log,
  }
  const policy: Ports['policy'] = {
    network: 'sandbox',
    cell: 'a',
    addresses: { apiUrl: 'http://api', mediaUrl: 'http://media', pageUrl: 'http://page', socketUrl: 'ws://api' },
    unlimited: options.unlimited ?? false,
    approvals: 'auto',
    fileLimit: options.fileLimit ?? 1_000_000,
    retention: { journalMs: 1, mediaMs: 1, deliveryMs: 1, eraseMs: 1 },
    fileLifeMs: 1000,
    history: true,
    bodyLimit: options.bodyLimit ?? 200_000,
    mail: false,
    outboundAllow: [],
  }
  const ports = { media, clock, log, policy } as unknown as Ports
  const server = await serve({ methods: toyMethods, pages: toyPages, ports, strict: true, ...options })
  const { url, port } = await server.listen({ port: 0 })
  return { server, url, port, media, clock: time, logged }
}

/** Writes bytes as they are and reads the whole answer; what `fetch` would tidy up reaches the server. */
export function rawRequest(
  port: number,
  bytes: string | Buffer,
): Promise<{ status: number; head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const [head = '', ...rest] = text.split('\r\n\r\n')
      resolve({ status: Number(head.split(' ')[1]), head, body: rest.join('\r\n\r\n') })
    })
    socket.write(bytes)
  })
}

/** A request line and headers with `Connection: close`. */
export const raw = (
  port: number,
  verb: string,
  target: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
) => {
  const lines = { host: 'x', connection: 'close', ...headers }
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body)
  const all = body === undefined ? lines : { ...lines, 'content-length': String(bytes.length) }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return rawRequest(port, Buffer.concat([Buffer.from(`${verb} ${target} HTTP/1.1\r\n${head.join('')}\r\n`), bytes]))
}
