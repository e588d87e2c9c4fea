import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressGuard } from './address-guard.ts'
import { outbound, OutboundRefused } from './outbound.ts'

const INSIDE = [
  '127.0.0.1',
  '127.8.8.8',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:db8::1',
]
const OUTSIDE = [
  '8.8.8.8',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '2606:4700::1111',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
]

describe('addresses', () => {
  it.each(INSIDE)('refuses %s', (address) => expect(addressGuard([])(address)).toBe(false))
  it.each(OUTSIDE)('lets through %s', (address) => expect(addressGuard([])(address)).toBe(true))
  it('lets through what the operator allows, and only that', () => {
    const guard = addressGuard(['127.0.0.0/8', '10.2.0.0/16', '::1/128'])
    expect(['127.0.0.1', '::ffff:127.0.0.1', '10.2.9.9', '::1'].map(guard)).toEqual([true, true, true, true])
    expect(['10.3.0.1', '192.168.0.1', 'fd00::1'].map(guard)).toEqual([false, false, false])
  })
  it('refuses a list that is none', () => expect(() => addressGuard(['office'])).toThrow('office'))
})

describe('requests', () => {
  let server: Server
  let port = 0
  const seen: { request: IncomingMessage; body: string }[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        seen.push({ request, body })
        const url = new URL(request.url ?? '/', 'http://x')
        const to = url.searchParams.get('to')
        if (to !== null) response.writeHead(302, { location: to }).end()
        else response.writeHead(200, { 'content-type': 'image/PNG; q=1', 'content-length': 4 }).end('file')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  const refusal = async (work: Promise<unknown>) => {
    const error: unknown = await work.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    const cause = (error as Error).cause
    return error instanceof OutboundRefused || cause instanceof OutboundRefused
  }

  it('never connects to a private address: as literal, by name, after a redirect', async () => {
    const before = seen.length
    const net = outbound({ allow: [] })
    const spellings = ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]']
    for (const host of spellings) {
      expect(await refusal(net.download(`http://${host}:${port}/`, { deadlineMs: 20_000 })), host).toBe(true)
      const options = { headers: {}, deadlineMs: 20_000 }
      expect(await refusal(net.post(`http://${host}:${port}/`, '{}', options)), host).toBe(true)
    }
    expect(seen.length).toBe(before)
    await net.close()
  })

  it('judges the address a name resolves to, at the connection itself', async () => {
    let answers = ['127.0.0.1']
    const net = outbound({
      allow: ['127.0.0.1/32'],
      lookup: (_name, _options, done) =>
        done(
          null,
          answers.map((address) => ({ address, family: 4 })),
        ),
    })
    const url = `http://files.example:${port}/`
    const fetched = await net.download(url, { deadlineMs: 20_000 })
    fetched.body.resume()
    expect(fetched).toMatchObject({ status: 200, mimeType: 'image/png' })
    // the name answers otherwise now, as in a rebinding attack
    answers = ['127.0.0.2']
    expect(await refusal(net.download('http://other.example/', { deadlineMs: 20_000 }))).toBe(true)
    await net.close()
  })

  it('follows redirects of a download and judges each; follows none of a post', async () => {
    const net = outbound({ allow: ['127.0.0.1/32'] })
    const at = (to: string) => `http://127.0.0.1:${port}/?to=${encodeURIComponent(to)}`
    const fetched = await net.download(at('/file'), { deadlineMs: 20_000 })
    fetched.body.resume()
    expect(fetched.status).toBe(200)
    for (const target of ['http://127.0.0.2/', 'file:///etc/passwd', 'http://10.0.0.1/', 'ftp://127.0.0.1/']) {
      expect(await refusal(net.download(at(target), { deadlineMs: 20_000 })), target).toBe(true)
    }
    expect(await refusal(net.download(at(at(at(at(at(at(at('/'))))))), { deadlineMs: 20_000 }))).toBe(true)
    expect(await net.post(at('/file'), '{}', { headers: {}, deadlineMs: 20_000 })).toEqual({ status: 302 })
    await net.close()
  })

  it('posts with Content-Length and gives up at the deadline', async () => {
    const net = outbound({ allow: ['127.0.0.1/32'] })
    const body = JSON.stringify({ text: 'größer' })
    expect(await net.post(`http://127.0.0.1:${port}/`, body, { headers: { a: 'b' }, deadlineMs: 20_000 })).toEqual({
      status: 200,
    })
    const { request, body: got } = seen.at(-1) ?? { request: { headers: {} }, body: '' }
    expect(got).toBe(body)
    expect(request.headers).toMatchObject({
      'content-length': String(Buffer.byteLength(body)),
      'content-type': 'application/json; charset=utf-8',
      a: 'b',
    })
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port: mute } = silent.address() as AddressInfo
    await expect(net.post(`http://127.0.0.1:${mute}/`, '{}', { headers: {}, deadlineMs: 50 })).rejects.toThrow()
    silent.closeAllConnections()
    silent.close()
    await net.close()
  })
})
