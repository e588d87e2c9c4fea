import http from 'node:http'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { harness, newInstance, type Harness } from './harness.spec-suite.ts'
import { testProxy } from './test-proxy.ts'
import type { WhatsAppNetwork } from './trust.ts'

let sandbox: Harness
let network: WhatsAppNetwork
const servers: net.Server[] = []

beforeAll(async () => {
  sandbox = await harness()
  network = { kind: 'sandbox', ...sandbox.network.facts }
})
afterAll(async () => {
  await sandbox.stop()
  for (const server of servers) server.close()
})

async function listening(server: net.Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** An HTTP proxy that knows CONNECT alone; remembers where it was asked to go. */
async function httpProxy(login?: string): Promise<{ url: string; targets: string[] }> {
  const targets: string[] = []
  const server = http.createServer((_request, response) => void response.writeHead(405).end())
  server.on('connect', (request, client: net.Socket): unknown => {
    const given = request.headers['proxy-authorization'] ?? ''
    if (login !== undefined && given !== `Basic ${Buffer.from(login).toString('base64')}`)
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    targets.push(request.url ?? '')
    const { hostname, port } = new URL(`http://${request.url ?? ''}`)
    const upstream = net.connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    return client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
  })
  return { url: `http://${login === undefined ? '' : `${login}@`}127.0.0.1:${await listening(server)}`, targets }
}

/** A SOCKS5 proxy that takes names and asks for user and password. */
async function socksProxy(user: string, password: string): Promise<{ url: string; targets: string[] }> {
  const targets: string[] = []
  const server = net.createServer((client) => {
    let step = 0
    client.on('error', () => undefined)
    client.on('data', function talk(data: Buffer) {
      if (step++ === 0) return void client.write(Buffer.of(5, 2))
      if (step === 2) {
        const length = data[1] ?? 0
        const fits =
          data.subarray(2, 2 + length).toString() === user && data.subarray(3 + length).toString() === password
        return void client.write(Buffer.of(1, fits ? 0 : 1))
      }
      client.off('data', talk)
      const name = data.subarray(5, 5 + (data[4] ?? 0)).toString()
      const port = data.readUInt16BE(data.length - 2)
      targets.push(`${name}:${port}`)
      const upstream = net.connect(port, name, () => {
        client.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0))
        upstream.pipe(client).pipe(upstream)
      })
      upstream.on('error', () => client.destroy())
      client.on('close', () => upstream.destroy())
      return undefined
    })
  })
  return { url: `socks5://${user}:${password}@127.0.0.1:${await listening(server)}`, targets }
}

describe.each([
  ['http', () => httpProxy('me:secret')],
  ['socks5', () => socksProxy('me', 'secret')],
])('a session behind a %s proxy', (_name, start) => {
  test('goes through it with all its connections, media included', async () => {
    const proxy = await start()
    const host = sandbox.host()
    const { id, phone } = await host.linked({ keepOnline: false, proxyUrl: proxy.url })
    const socketHost = new URL(sandbox.network.facts.socketUrl).host
    expect(proxy.targets.filter((target) => target === socketHost).length).toBeGreaterThanOrEqual(2)
    const friend = sandbox.newPhone()
    const data = Buffer.from('through the proxy')
    const { id: idMessage } = await friend.send(phone.number, {
      media: { kind: 'document', data, fileName: 'a.txt', mimeType: 'text/plain' },
    })
    const { message } = await host.events.until('message', (event) => event.message.idMessage === idMessage)
    const { handle } = await host.client.ask(id, { ask: 'fetchMedia', raw: message.raw, limitBytes: 1000 })
    expect(host.media.bytes(handle)?.equals(data)).toBe(true)
    const file = { kind: 'file', fileKind: 'document', handle, fileName: 'b.txt', mimeType: 'text/plain' } as const
    await host.say(id, friend, file)
    await friend.waitFor((entry) => entry.media?.fileName === 'b.txt')
    expect(proxy.targets.filter((target) => target === sandbox.network.facts.mediaHost).length).toBeGreaterThan(0)
  })

  test('passes its test', async () => {
    expect(await testProxy((await start()).url, network)).toBeUndefined()
  })
})

test('a proxy that is down or asks for another password fails its test with a sentence', async () => {
  expect(await testProxy('http://127.0.0.1:9', network)).toBe('the proxy refuses connections')
  const http = new URL((await httpProxy('me:secret')).url)
  http.password = 'wrong'
  expect(await testProxy(http.href, network)).toBe('the proxy answered 407')
  const socks = new URL((await socksProxy('me', 'secret')).url)
  socks.password = 'wrong'
  expect(await testProxy(socks.href, network)).toBe('the proxy refused user and password')
  expect(await testProxy('ftp://127.0.0.1:21', network)).toContain('not supported')
})

test('a session whose proxy is gone does not connect past it', async () => {
  const host = sandbox.host({ limits: { firstQrMs: 600 } })
  const options = { keepOnline: false, proxyUrl: 'http://127.0.0.1:9' }
  host.client.post({ do: 'link', instance: newInstance(), epoch: 1, attempt: 'p', options })
  const { reason } = await host.events.until('linkFailed')
  expect(reason).toBe('disconnected')
})
