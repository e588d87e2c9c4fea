import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ID, STARTING, TOKEN, raw, startToy, type Toy } from './toy.test-support.ts'

let toy: Toy
beforeAll(async () => {
  toy = await startToy({ fileLimit: 100_000, bodyLimit: 50_000 })
})
afterAll(() => toy.server.close())

const upload = `/waInstance${ID}/sendFileByUpload/${TOKEN}`
const bare = `/waInstance${ID}/uploadFile/${TOKEN}`

type Field = [head: string, body: string | Buffer]
const field = (name: string, value: string, type?: string): Field => [
  `Content-Disposition: form-data; name="${name}"${type === undefined ? '' : `\r\nContent-Type: ${type}`}`,
  value,
]
const file = (value: string | Buffer, fileName = 'a.txt', type = 'text/plain'): Field => [
  `Content-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: ${type}`,
  value,
]
const form = (...fields: Field[]): Buffer =>
  Buffer.concat([
    ...fields.flatMap(([head, body]) => [
      Buffer.from(`--bnd\r\n${head}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--bnd--\r\n'),
  ])
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=bnd' }
const chat = field('chatId', '15550104477@c.us')

const post = async (target: string, body: Buffer | string, headers: Record<string, string> = MULTIPART) => {
  const answer = await raw(toy.port, 'POST', target, body, headers)
  return { ...answer, json: answer.status === 200 ? (JSON.parse(answer.body) as Record<string, unknown>) : undefined }
}

describe('clients.md 8: multipart', () => {
  it.each([
    ['fields first (C++)', form(field('caption', 'c'), chat, file('hello'))],
    ['the file first (JS v2)', form(file('hello'), chat, field('caption', 'c'))],
    ['fields on both sides', form(chat, file('hello'), field('caption', 'c'))],
    [
      'field parts with a content type (Python async)',
      form(
        field('chatId', '15550104477@c.us', 'text/plain; charset=utf-8'),
        file('hello'),
        field('caption', 'c', 'application/json'),
      ),
    ],
  ])('%s', async (_name, body) => {
    const answer = await post(upload, body)
    expect(answer.json).toMatchObject({
      body: { chatId: '15550104477@c.us', caption: 'c' },
      file: { fileName: 'a.txt', mimeType: 'text/plain', size: 5 },
      text: 'hello',
    })
  })
  it('fileName wins over the part’s own name, before the file or behind it', async () => {
    for (const body of [
      form(chat, field('fileName', 'b.pdf'), file('x')),
      form(chat, file('x'), field('fileName', 'b.pdf')),
    ])
      expect((await post(upload, body)).json).toMatchObject({ file: { fileName: 'b.pdf' } })
    expect((await post(upload, form(chat, field('fileName', ''), file('x')))).json).toMatchObject({
      file: { fileName: 'a.txt' },
    })
  })
  it('names outside ASCII, quoted, encoded, with a path before them', async () => {
    const named = async (name: string) => (await post(upload, form(chat, file('x', name)))).json?.['file']
    expect(await named('отчёт.pdf')).toMatchObject({ fileName: 'отчёт.pdf' })
    expect(await named('a\\"b.txt')).toMatchObject({ fileName: 'a"b.txt' })
    expect(await named('C:/dir/a.txt')).toMatchObject({ fileName: 'a.txt' })
    const star: Field = [`Content-Disposition: form-data; name="file"; filename="x"; filename*=UTF-8''%D1%8F.txt`, 'x']
    expect((await post(upload, form(chat, star))).json).toMatchObject({ file: { fileName: 'я.txt' } })
  })
  it('null and "" parts are absent, digits become numbers', async () => {
    const fields = [field('caption', 'null'), field('typingTime', '0'), field('fileName', '')]
    expect((await post(upload, form(chat, ...fields, file('x')))).json?.['body']).toEqual({
      chatId: '15550104477@c.us',
    })
    expect((await post(upload, form(chat, field('typingTime', '2000'), file('x')))).json).toMatchObject({
      body: { typingTime: 2000 },
    })
  })
  it('a preamble, an epilogue and a boundary inside the file do no harm', async () => {
    const tricky = Buffer.from('\r\n--bn\r\n--\r\n\r\n--bond')
    const body = Buffer.concat([Buffer.from('preamble\r\n'), form(chat, file(tricky)), Buffer.from('epilogue')])
    expect((await post(upload, body)).json).toMatchObject({ text: tricky.toString() })
  })
  it('any cut of the bytes into chunks gives the same file', async () => {
    const body = form(chat, file('0123456789\r\n--b\r\n'), field('caption', 'ü'))
    for (const size of [1, 2, 3, 7, 64]) {
      const pieces: Buffer[] = []
      for (let at = 0; at < body.length; at += size) {
        const piece = body.subarray(at, at + size)
        pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
      }
      const head = `POST ${upload} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\ncontent-type: ${MULTIPART['content-type']}\r\n\r\n`
      const { rawRequest } = await import('./toy.test-support.ts')
      const answer = await rawRequest(toy.port, Buffer.concat([Buffer.from(head), ...pieces, Buffer.from('0\r\n\r\n')]))
      expect(JSON.parse(answer.body)).toMatchObject({ body: { caption: 'ü' }, text: '0123456789\r\n--b\r\n' })
    }
  })
})

describe('clients.md 9: uploadFile', () => {
  it('the bare bytes with GA-Filename', async () => {
    const answer = await post(bare, 'bytes', { 'ga-filename': 'floor plan.png', 'content-type': 'image/png' })
    expect(answer.json).toMatchObject({
      file: { fileName: 'floor plan.png', mimeType: 'image/png', size: 5 },
      text: 'bytes',
    })
  })
  it('a type without a name (JS v1, Java), and neither of them', async () => {
    expect((await post(bare, 'x', { 'content-type': 'image/jpeg' })).json).toMatchObject({
      file: { fileName: 'file.jpg' },
    })
    expect((await post(bare, 'x', {})).json).toMatchObject({ file: { fileName: 'file.bin' } })
    expect((await post(bare, 'x', { 'content-type': 'what/ever' })).json).toMatchObject({
      file: { fileName: 'file.bin' },
    })
  })
  it('a JSON file stays a file', async () => {
    expect((await post(bare, '{"a":1}', { 'content-type': 'application/json' })).json).toMatchObject({
      text: '{"a":1}',
    })
  })
  it('multipart with part file (JS v2), also when the header says otherwise', async () => {
    const body = form(file('inside', 'b.png', 'image/png'))
    const inside = { file: { fileName: 'b.png', mimeType: 'image/png' }, text: 'inside' }
    expect((await post(bare, body)).json).toMatchObject(inside)
    expect((await post(bare, body, { 'content-type': 'image/png' })).json).toMatchObject(inside)
    expect((await post(bare, body, { 'content-type': 'image/png', 'ga-filename': 'c.png' })).json).toMatchObject({
      file: { fileName: 'c.png' },
      text: 'inside',
    })
  })
  it('a file that merely begins with two dashes is the file', async () => {
    expect((await post(bare, '--- yaml\r\na: 1', {})).json).toMatchObject({ text: '--- yaml\r\na: 1' })
  })
  it('a name outside ASCII, as UTF-8 bytes or percent-encoded', async () => {
    const bytes = Buffer.from('отчёт.pdf').toString('latin1')
    const head = `POST ${bare} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 1\r\nga-filename: ${bytes}\r\n\r\nx`
    const { rawRequest } = await import('./toy.test-support.ts')
    const answer = await rawRequest(toy.port, Buffer.from(head, 'latin1'))
    expect(JSON.parse(answer.body)).toMatchObject({ file: { fileName: 'отчёт.pdf' } })
    const encoded = await post(bare, 'x', { 'ga-filename': encodeURIComponent('отчёт.pdf') })
    expect(encoded.json).toMatchObject({ file: { fileName: 'отчёт.pdf' } })
  })
})

describe('what is refused keeps nothing', () => {
  const kept = async (target: string, body: Buffer, headers?: Record<string, string>) => {
    const before = toy.media.files.size
    const answer = await post(target, body, headers)
    return { status: answer.status, body: answer.body, kept: toy.media.files.size - before }
  }
  it('no file, an empty file, no body at all', async () => {
    const refused = { status: 400, body: 'File is empty', kept: 0 }
    expect(await kept(upload, form(chat))).toEqual(refused)
    expect(await kept(upload, form(chat, file('')))).toEqual(refused)
    expect(await kept(upload, form(chat, file('', '')))).toEqual(refused)
    expect(await kept(bare, Buffer.from(''), {})).toEqual(refused)
  })
  it('a bad field, whether it comes before the file or behind it', async () => {
    for (const body of [form(field('chatId', 'x@y'), file('x')), form(file('x'), field('chatId', 'x@y'))]) {
      const answer = await kept(upload, body)
      expect(answer).toMatchObject({ status: 400, kept: 0 })
      expect(answer.body).toContain(`'chatId' must be one of the next formats`)
    }
  })
  it('a state that forbids it', async () => {
    const target = `/waInstance${STARTING}/sendFileByUpload/${TOKEN}`
    expect(await kept(target, form(chat, file('x')))).toMatchObject({ status: 400, kept: 0 })
  })
  it('a file over the limit, with its length said or not', async () => {
    const big = form(chat, file(Buffer.alloc(120_000, 'x')))
    expect(await kept(upload, big)).toMatchObject({ status: 413, kept: 0 })
    expect(await kept(upload, form(chat, file(Buffer.alloc(400_000, 'x'))))).toMatchObject({ status: 413, kept: 0 })
    expect(await kept(bare, Buffer.alloc(120_000), {})).toMatchObject({ status: 413, kept: 0 })
  })
  it('a form that is cut short, or makes no sense', async () => {
    const whole = form(chat, file('hello'))
    expect(await kept(upload, whole.subarray(0, whole.length - 12))).toMatchObject({ status: 400, kept: 0 })
    expect(await kept(upload, Buffer.from('nonsense'))).toMatchObject({
      status: 400,
      body: 'bad request data',
      kept: 0,
    })
    const many = form(...Array.from({ length: 500 }, (_, i) => field(`f${i}`, 'x')), file('x'))
    expect(await kept(upload, many)).toMatchObject({ status: 400, kept: 0 })
  })
  it('fields over the body limit', async () => {
    expect(await kept(upload, form(file('x'), field('caption', 'x'.repeat(60_000)), chat))).toMatchObject({
      status: 413,
      kept: 0,
    })
  })
  it('a client that leaves in the middle', async () => {
    const before = toy.media.files.size
    const socket = connect(toy.port, '127.0.0.1')
    const head = `POST ${bare} HTTP/1.1\r\nhost: x\r\ncontent-length: 90000\r\n\r\n`
    await new Promise((resolve) => socket.write(head + 'x'.repeat(40_000), resolve))
    await new Promise((resolve) => socket.once('close', resolve).destroy())
    expect((await post(bare, 'after', {})).status).toBe(200)
    expect(toy.media.files.size).toBe(before + 1)
    expect(toy.logged.filter(({ level }) => level === 'error')).toEqual([])
  })
})
