import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoSignIn } from '../../src/app/operators.ts'
import { findDemoAccount } from '../../src/app/admin.ts'
import { instanceOf, link, partnerCall } from '../client.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { databaseOf, testStores } from '../database.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

interface Posted {
  headers: IncomingHttpHeaders
  text: string
  body: { id: string; type: string; idInstance?: number; data: Record<string, unknown> }
}

/** A partner's backend: keeps what is posted and answers as it is told. */
async function receiver() {
  const posts: Posted[] = []
  let status = 200
  let wake = () => undefined as void
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      posts.push({ headers: request.headers, text, body: JSON.parse(text) as Posted['body'] })
      response.writeHead(status).end()
      wake()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events?key=hidden`,
    posts,
    answer: (code: number) => (status = code),
    async until(match: (post: Posted) => boolean): Promise<Posted> {
      const deadline = Date.now() + 30_000
      for (;;) {
        const found = posts.find((post) => match(post))
        if (found) return found
        if (Date.now() > deadline) throw new Error(`not posted; seen: ${posts.map(({ body }) => body.type).join(', ')}`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 1000)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

function signed({ headers, text }: Posted, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
  const signature = `v1,${createHmac('sha256', key).update(content).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(signature)
}

describe.each(testStores({}))('$name', (engine) => {
  let network: TestNetwork
  const { covers, check } = proofs(import.meta.url, () => network)
  let owner: ConsoleClient
  let all: Awaited<ReturnType<typeof receiver>>
  let some: Awaited<ReturnType<typeof receiver>>
  let endpoint: { id: string; secret: string }
  beforeAll(async () => {
    const env = { ROOKERY_UNLIMITED: 'true', ROOKERY_WEBHOOK_RETRY: '1', ...(await databaseOf(engine)) }
    network = await startNetwork({ env })
    const { ports } = network.gateway
    const account = (await findDemoAccount(ports)) ?? ''
    owner = consoleClient(network.apiUrl)
    await owner.call('useSignInLink', { token: await demoSignIn(ports, account) })
    ;[all, some] = [await receiver(), await receiver()]
    endpoint = await owner.call('addEndpoint', { name: 'all', url: all.url })
    await owner.call('addEndpoint', { name: 'some', url: some.url, types: ['instance.deleted'] })
  })
  afterAll(async () => {
    await network[Symbol.asyncDispose]()
    await Promise.all([all.stop(), some.stop()])
    await engine.dispose()
    check()
  })

  test('the life of an instance is told, signed and filtered, and never in the instance’s own queue', async () => {
    const made = (await partnerCall(network, 'createInstance', { name: 'Told', externalId: 'x7' })) as {
      idInstance: number
      apiTokenInstance: string
    }
    const { idInstance } = made
    const created = await all.until(({ body }) => body.type === 'instance.created' && body.idInstance === idInstance)
    expect(created.body.data).toMatchObject({ name: 'Told', externalId: 'x7', stateInstance: 'notAuthorized' })
    expect(signed(created, endpoint.secret)).toBe(true)
    expect(created.headers['webhook-id']).toBe(created.body.id)
    const instance = instanceOf(network, idInstance, made.apiTokenInstance)
    await link(network, instance, '15550990001')
    const linked = await all.until(({ body }) => body.type === 'instance.linked' && body.idInstance === idInstance)
    expect(linked.body.data['wid']).toBe('15550990001@c.us')
    network.sandbox.phone('15550990001')?.unlink()
    await all.until(({ body }) => body.type === 'instance.lost' && body.idInstance === idInstance)
    await partnerCall(network, 'deleteInstanceAccount', { idInstance })
    await all.until(({ body }) => body.type === 'instance.deleted')
    await some.until(({ body }) => body.type === 'instance.deleted')
    expect(some.posts.map(({ body }) => body.type)).toEqual(['instance.deleted'])
    const types = all.posts.filter(({ body }) => body.idInstance === idInstance).map(({ body }) => body.type)
    expect(types).toEqual(['instance.created', 'instance.linked', 'instance.lost', 'instance.deleted'])
  })

  test('an instance that the messenger restricts is told of', async () => {
    const made = (await partnerCall(network, 'createInstance', {})) as { idInstance: number; apiTokenInstance: string }
    await link(network, instanceOf(network, made.idInstance, made.apiTokenInstance), '15550990002')
    network.sandbox.phone('15550990002')?.ban()
    const told = await all.until(
      ({ body }) => body.type === 'instance.restricted' && body.idInstance === made.idInstance,
    )
    expect(told.body.data).toMatchObject({ stateInstance: 'blocked' })
  })

  covers(
    ['getPartnerEndpoints'],
    'endpoints are made, tested, changed, given new secrets and taken away by partner token, without a console',
    async () => {
      const own = await receiver()
      const ask = <T = Record<string, unknown>>(method: string, body?: object) =>
        partnerCall(network, method, body) as Promise<T>
      const made = await ask<{ id: string; secret: string }>('addPartnerEndpoint', {
        name: 'backend',
        url: own.url,
        types: ['test'],
      })
      const { eventId } = await ask<{ eventId: string }>('testPartnerEndpoint', { id: made.id })
      expect(signed(await own.until(({ body }) => body.id === eventId), made.secret)).toBe(true)
      const fresh = await ask<{ secret: string }>('rotatePartnerEndpointSecret', { id: made.id, overlapHours: 1 })
      const second = await ask<{ eventId: string }>('testPartnerEndpoint', { id: made.id })
      const both = await own.until(({ body }) => body.id === second.eventId)
      expect([signed(both, made.secret), signed(both, fresh.secret)]).toEqual([true, true])
      const form = { id: made.id, name: 'off', url: own.url, enabled: false }
      expect(await ask('changePartnerEndpoint', form)).toMatchObject({ name: 'off', enabled: false, types: [] })
      expect(await ask<object[]>('getPartnerEndpoints')).toContainEqual(
        expect.objectContaining({ id: made.id, name: 'off', disabledReason: 'by hand' }),
      )
      expect(JSON.stringify(await ask('getPartnerEndpoints'))).not.toContain(fresh.secret)
      expect(await ask('removePartnerEndpoint', { id: made.id })).toEqual({ removed: true })
      const gone = { code: 404, description: 'Not found' }
      expect(await ask('testPartnerEndpoint', { id: made.id })).toEqual(gone)
      expect(await ask('changePartnerEndpoint', form)).toEqual(gone)
      expect(await ask('addPartnerEndpoint', { name: 'x', url: 'ftp://a' })).toMatchObject({ code: 400 })
      await own.stop()
    },
  )

  covers(
    ['getEndpointLog', 'resendEvents', 'testEndpoint'],
    'what is not taken is repeated in order with the same id; the log shows each attempt',
    async () => {
      all.answer(503)
      const { eventId } = await owner.call<{ eventId: string }>('testEndpoint', { id: endpoint.id })
      await all.until(({ body }) => body.id === eventId)
      all.answer(200)
      type Log = { eventId: string; outcome: string; seq: number; attempts: { status: number }[] }[]
      const entry = async () => {
        const log = await owner.call<Log>('getEndpointLog', undefined, { id: endpoint.id })
        return log.find((logged) => logged.eventId === eventId)
      }
      await expect.poll(async () => (await entry())?.outcome).toBe('delivered')
      const logged = await entry()
      const statuses = logged?.attempts.map(({ status }) => status) ?? []
      expect([statuses[0], statuses.at(-1)]).toEqual([503, 200])
      expect(all.posts.filter(({ body }) => body.id === eventId).length).toBe(statuses.length)
      const before = all.posts.length
      expect(await owner.call('resendEvents', { id: endpoint.id, seqs: [logged?.seq] })).toEqual({ queued: 1 })
      await expect.poll(() => all.posts.length).toBe(before + 1)
      expect(all.posts.at(-1)?.body.id).toBe(eventId)
    },
  )

  covers(
    ['addEndpoint', 'changeEndpoint', 'getEndpoints', 'removeEndpoint', 'rotateEndpointSecret'],
    'a rotated secret signs beside the former one; a disabled endpoint hears of nothing',
    async () => {
      const rotated = await owner.call<{ secret: string }>('rotateEndpointSecret', { id: endpoint.id, overlapHours: 1 })
      const told = async () => {
        const { eventId } = await owner.call<{ eventId: string }>('testEndpoint', { id: endpoint.id })
        return await all.until(({ body }) => body.id === eventId)
      }
      const both = await told()
      expect([signed(both, endpoint.secret), signed(both, rotated.secret)]).toEqual([true, true])
      const { secret } = await owner.call<{ secret: string }>('rotateEndpointSecret', {
        id: endpoint.id,
        overlapHours: 0,
      })
      const one = await told()
      expect([signed(one, rotated.secret), signed(one, secret)]).toEqual([false, true])
      const fields = { id: endpoint.id, name: 'all', url: all.url }
      await expect(owner.call('addEndpoint', { name: 'x', url: 'ftp://a' })).rejects.toMatchObject({
        code: 'endpointUrlRefused',
      })
      expect(await owner.call('changeEndpoint', { ...fields, enabled: false })).toMatchObject({
        enabled: false,
        disabledReason: 'by hand',
      })
      const count = all.posts.length
      await owner.call('testEndpoint', { id: endpoint.id })
      await partnerCall(network, 'createInstance', {})
      expect(await owner.call('changeEndpoint', { ...fields, enabled: true })).toMatchObject({ enabled: true })
      await told()
      expect(all.posts.slice(count).filter(({ body }) => body.type === 'test')).toHaveLength(1)
      const text = JSON.stringify(await owner.call('getEndpoints'))
      expect(text).not.toContain('whsec_')
      await owner.call('removeEndpoint', { id: endpoint.id })
      expect(await owner.call('getEndpoints')).toMatchObject([{ name: 'some', url: some.url }])
    },
  )
})
