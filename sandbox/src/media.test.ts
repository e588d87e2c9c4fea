import { createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getMediaKeys, type proto } from 'baileys'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Phone, SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { link, type TestClient } from './testing/client.ts'

let folder: string
let network: SandboxNetwork
let ann: Phone
let bob: Phone
let client: TestClient
const violations: Violation[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-media-'))
  network = await startSandbox({ dataFolder: folder, onViolation: (violation) => violations.push(violation) })
  ann = network.createPhone({ number: '79001230001', name: 'Ann' })
  bob = network.createPhone({ number: '79001230002', name: 'Bob' })
  client = await link(network.facts, ann, { fetchAgent: new Agent({ ca: network.facts.mediaCa }) })
})

beforeEach(() => void violations.splice(0))

afterAll(async () => {
  await network.stop()
  await rm(folder, { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Asks the media host as a client does; its certificate is checked against the network's authority. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: Buffer } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const url = `https://${network.facts.mediaHost}${path}`
    const outgoing = request(url, { method, headers, ca: network.facts.mediaCa }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex')

async function imageOf(caption: string): Promise<proto.Message.IImageMessage> {
  const update = await client.until('messages.upsert', ({ messages }) =>
    messages.some((message) => message.message?.imageMessage?.caption === caption),
  )
  const found = update.messages.find((message) => message.message?.imageMessage?.caption === caption)
  if (!found?.message?.imageMessage) throw new Error('unreachable: the match was just found')
  return found.message.imageMessage
}

test('a file of a client reaches the phone, byte for byte', async () => {
  const data = randomBytes(300_000)
  await client.sock.sendMessage(`${bob.lid}@lid`, {
    document: data,
    mimetype: 'application/pdf',
    fileName: 'paper.pdf',
    caption: 'read this',
  })
  const shown = await bob.waitFor((message) => message.type === 'document')
  expect(shown.media).toEqual({
    mimeType: 'application/pdf',
    fileName: 'paper.pdf',
    caption: 'read this',
    sha256: sha256(data),
    size: data.length,
  })
  expect(await readdir(join(folder, 'media'))).toHaveLength(1)
  expect(violations).toEqual([])
})

test('a file of a phone can be fetched and decrypted by a client', async () => {
  const data = randomBytes(70_001)
  await bob.send(ann.number, { media: { kind: 'image', data, mimeType: 'image/jpeg', caption: 'look' } })
  const image = await imageOf('look')
  expect(image.url).toBe(`https://${network.facts.mediaHost}${image.directPath}`)
  const answer = await ask(image.directPath ?? '')
  expect(answer.status).toBe(200)
  expect(Buffer.from(image.fileEncSha256 ?? []).equals(createHash('sha256').update(answer.body).digest())).toBe(true)
  const keys = await getMediaKeys(image.mediaKey ?? null, 'image')
  const decipher = createDecipheriv('aes-256-cbc', keys.cipherKey, keys.iv)
  const clear = Buffer.concat([decipher.update(answer.body.subarray(0, -10)), decipher.final()])
  expect(clear.equals(data)).toBe(true)
})

test('ranges, unknown files and strange paths are answered as a file host does', async () => {
  await bob.send(ann.number, {
    media: { kind: 'image', data: randomBytes(5_000), mimeType: 'image/png', caption: 'part' },
  })
  const path = (await imageOf('part')).directPath ?? ''
  const whole = await ask(path)
  const part = await ask(path, { headers: { range: 'bytes=100-199' } })
  expect(part.status).toBe(206)
  expect(part.headers['content-range']).toBe(`bytes 100-199/${whole.body.length}`)
  expect(part.body.equals(whole.body.subarray(100, 200))).toBe(true)
  expect((await ask(path, { headers: { range: 'bytes=4000-' } })).body.equals(whole.body.subarray(4000))).toBe(true)
  expect((await ask(path, { headers: { range: 'bytes=999999-' } })).status).toBe(416)
  expect((await ask(`/mms/image/${'A'.repeat(43)}`)).status).toBe(404)
  expect((await ask('/mms/../network.json')).status).toBe(404)
  expect((await ask(path, { method: 'PUT' })).status).toBe(405)
})

test('an upload needs the token of the media connection and the hash that its path names', async () => {
  const body = randomBytes(1_000)
  const hash = createHash('sha256').update(body).digest('base64url')
  const media = await client.sock.refreshMediaConn()
  const auth = encodeURIComponent(media.auth)
  const before = await readdir(join(folder, 'media'))
  const stranger = await ask(`/mms/image/${hash}?auth=guess&token=${hash}`, { method: 'POST', body })
  expect(stranger.status).toBe(401)
  const wrong = await ask(`/mms/image/${hash}?auth=${auth}&token=${hash}`, { method: 'POST', body: randomBytes(10) })
  expect(wrong.status).toBe(400)
  expect(violations.map((violation) => violation.rule)).toEqual(['media', 'media'])
  expect(await readdir(join(folder, 'media'))).toEqual(before)
  const right = await ask(`/mms/image/${hash}?auth=${auth}&token=${hash}`, { method: 'POST', body })
  expect(JSON.parse(right.body.toString())).toMatchObject({ direct_path: `/mms/image/${hash}` })
})

test('a phone notices a file that it cannot verify', async () => {
  const image = { url: 'https://x/y', mimetype: 'image/png', caption: 'forged' }
  const hash = randomBytes(32)
  await client.sock.relayMessage(
    `${bob.lid}@lid`,
    {
      imageMessage: {
        ...image,
        directPath: `/mms/image/${hash.toString('base64url')}`,
        mediaKey: randomBytes(32),
        fileSha256: hash,
        fileEncSha256: hash,
        fileLength: 5,
      },
    },
    {},
  )
  const shown = await bob.waitFor((message) => message.media?.caption === 'forged')
  expect(shown.media).toMatchObject({ size: 0, sha256: '' })
  expect(violations.map((violation) => violation.rule)).toEqual(['media'])
})
