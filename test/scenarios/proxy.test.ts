import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createInstance, link, untilState } from '../client.ts'
import { startNetwork } from '../network.ts'
import { asOperator } from '../../src/app/operator.ts'

/** A proxy that knows CONNECT alone, with the connections that go through it now. */
async function httpProxy(login: string) {
  const open = new Set<Socket>()
  const server = createServer()
  server.on('connect', (request, client: Socket): unknown => {
    client.on('error', () => undefined)
    if (request.headers['proxy-authorization'] !== `Basic ${Buffer.from(login).toString('base64')}`)
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const { hostname, port } = new URL(`http://${request.url ?? ''}`)
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    open.add(client)
    upstream.on('error', () => client.destroy())
    return client.on('close', () => {
      open.delete(client)
      upstream.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    open,
    async [Symbol.asyncDispose]() {
      for (const client of open) client.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test("an operator's proxy is tried before it is kept, carries the running session, and is taken away again", async () => {
  await using proxy = await httpProxy('me:s3cret')
  await using network = await startNetwork({ env: { ROOKERY_LOG: 'silent' } })
  const instance = await createInstance(network)
  await link(network, instance, '15550400001')
  const friend = network.sandbox.createPhone({ number: '15550400002' })
  const say = async (message: string) => {
    const sent = (await instance.call('sendMessage', { chatId: '15550400002@c.us', message })) as { idMessage: string }
    await friend.waitFor(({ id }) => id === sent.idMessage)
  }
  const set = (url: string | null) =>
    asOperator(network.config, (operator) => operator.setProxy(instance.idInstance, url))

  await asOperator(network.config, async (operator) => {
    for (const [url, why] of [
      [`http://me:wrong@${proxy.host}`, /not kept: the proxy/],
      ['http://me:s3cret@127.0.0.1:1', /not kept: the proxy refuses connections/],
      ['ftp://127.0.0.1:1', /must be http/],
    ] as const) {
      const refused = await operator.setProxy(instance.idInstance, url).catch((error: unknown) => String(error))
      expect(refused).toMatch(why)
      expect(refused).not.toMatch(/wrong|s3cret|127\.0\.0\.1/)
    }
    await expect(operator.setProxy(7103999999, null)).rejects.toThrow('no such instance')
  })
  expect(proxy.open.size).toBe(0)

  await set(`http://me:s3cret@${proxy.host}`)
  await expect.poll(() => proxy.open.size).toBeGreaterThan(0)
  await untilState(instance, 'authorized')
  await say('through the proxy')

  await set(null)
  await expect.poll(() => proxy.open.size).toBe(0)
  await say('and directly again')
  expect(network.violations).toEqual([])
}, 180_000)
