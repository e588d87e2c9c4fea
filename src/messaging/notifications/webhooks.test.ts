import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mintId } from '../../base/ids.ts'
import { outbound } from '../../delivery/outbound.ts'
import { webhookSecret } from '../../delivery/signature.ts'
import { sealSettings, updateSettings } from '../../instances/settings-store.ts'
import type { Settings } from '../../instances/settings.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { makeInstance, rows, testOperations, testWorld, until } from '../world.test-support.ts'
import { readDeliveries } from './deliveries.ts'
import { enterState } from './enter-state.ts'
import { clearNotifications, deleteNotification, expireNotifications, replayNotifications } from './queue.ts'
import { waitForNotification } from './receive.ts'
import { dueInstances } from './webhook-head.ts'
import { webhookReceiver, webhooks } from './webhooks.ts'

const DAY = 24 * 60 * 60 * 1000

interface Hit {
  headers: IncomingHttpHeaders
  body: { stateInstance: string; instanceData: { idInstance: number } }
  text: string
  at: number
}

describe.each(testStores(testOperations))('webhooks ($name)', (engine) => {
  let store: Store
  let server: Server
  let url = ''
  let hits: Hit[] = []
  let answer: (response: ServerResponse, hit: Hit) => void
  beforeAll(async () => {
    store = await engine.open()
    server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        const hit = { headers: request.headers, body: JSON.parse(text) as Hit['body'], text, at: Date.now() }
        hits.push(hit)
        answer(response, hit)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=private`
  })
  beforeEach(() => {
    hits = []
    answer = (response) => response.writeHead(200).end()
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await engine.dispose()
  })

  const words = ['blocked', 'authorized'] as const
  /** Queues `count` state notifications of alternating words. */
  const happen = async (instance: number, count: number) => {
    for (let i = 0; i < count; i++) {
      const change = { instance, state: words[i % 2] ?? 'blocked', reason: 'test', at: Date.now() }
      await store.write(enterState, { ...change, eventId: mintId(Date.now()) })
    }
  }
  const start = async (settings: Partial<Settings>, options: { retryMs?: number[]; allow?: string[] } = {}) => {
    const net = outbound({ allow: options.allow ?? ['127.0.0.0/8'] })
    const world = { ...testWorld(store), outbound: net }
    const instance = await makeInstance(store, { stateWebhook: 'yes' })
    const set = async (patch: Partial<Settings>) => {
      await store.write(updateSettings, {
        instance,
        patch: sealSettings(instance, patch, world.keyring),
        at: Date.now(),
      })
      world.bus.nudge('settings', instance)
    }
    await set(settings)
    const manager = webhooks({ ...world, options: { retryMs: options.retryMs ?? [50], sweepMs: 20 } })
    const stop = async () => {
      await manager.stop()
      await net.close()
    }
    return { world, instance, set, stop }
  }
  const waiting = async (instance: number) =>
    (await rows(store, `select receipt from notification where instance = ${instance}`)).length
  const mine = (instance: number) => hits.filter((hit) => hit.body.instanceData.idInstance === instance)

  it('finds page by page the instances that have something due', async () => {
    const made: number[] = []
    for (let i = 0; i < 3; i++) made.push(await makeInstance(store, { stateWebhook: 'yes' }))
    for (const instance of made) await happen(instance, 2)
    const at = Date.now() + 1
    const found: number[] = []
    for (let after = Math.min(...made) - 1; ;) {
      const [next, ...more] = await store.read(dueInstances, { at, after, limit: 1 })
      expect(more).toEqual([])
      if (next === undefined) break
      found.push(next)
      after = next
    }
    expect(found).toEqual(made)
    expect(await store.read(dueInstances, { at: at - DAY, after: 0, limit: 9 })).toEqual([])
  })

  it('posts in order, one at a time, again after a failure, until it gets 200', async () => {
    const { world, instance, stop } = await start({ webhookUrl: url, webhookUrlToken: 'abc123' })
    const failures = [500, 201, 302, 404]
    let open = 0
    let most = 0
    answer = (response) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(() => {
        open -= 1
        response.writeHead(failures.shift() ?? 200).end('ignored')
      }, 5)
    }
    await happen(instance, 3)
    world.bus.nudge('notification', instance)
    await until(async () => (await waiting(instance)) === 0)
    await stop()
    const got = mine(instance)
    expect(got.map((hit) => hit.body.stateInstance)).toEqual([
      ...Array.from({ length: 5 }, () => 'blocked'),
      'authorized',
      'blocked',
    ])
    expect(most).toBe(1)
    const first = got[0]?.headers ?? {}
    expect(first).toMatchObject({ authorization: 'Bearer abc123', 'content-length': String(got[0]?.text.length) })
    expect(new Set(got.slice(0, 5).map((hit) => hit.headers['webhook-id'])).size).toBe(1)
    const secret = webhookSecret(world.keyring, webhookReceiver(instance))
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    for (const { headers, text } of got) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
      const expected = createHmac('sha256', key).update(signed).digest('base64')
      expect(headers['webhook-signature']).toBe(`v1,${expected}`)
    }
    const log = await store.read(readDeliveries, { instance, count: 10 })
    const statuses = log.find((entry) => entry.eventId === first['webhook-id'])?.attempts.map((one) => one.status)
    expect(statuses).toEqual([500, 201, 302, 404, 200])
    expect(JSON.stringify(log)).not.toMatch(/private|abc123/)
  })

  it('waits the pause between attempts, but not when the address changes', async () => {
    const { world, instance, set, stop } = await start({ webhookUrl: url }, { retryMs: [60_000] })
    answer = (response) => response.writeHead(mine(instance).length < 2 ? 500 : 200).end()
    await happen(instance, 1)
    world.bus.nudge('notification', instance)
    await until(() => mine(instance).length === 1)
    world.bus.nudge('notification', instance)
    await until(
      async () =>
        (await rows(store, `select next_at from notification where instance = ${instance} and attempts = 1`))[0],
    )
    expect(mine(instance)).toHaveLength(1)
    await set({ webhookUrl: `${url}&moved=1` })
    await until(async () => (await waiting(instance)) === 0)
    expect(mine(instance)).toHaveLength(2)
    await stop()
  })

  it('shows a refused address in the delivery log and connects nowhere', async () => {
    const { world, instance, stop } = await start({ webhookUrl: url }, { allow: [] })
    await happen(instance, 1)
    world.bus.nudge('notification', instance)
    const log = await until(async () => {
      const entries = await store.read(readDeliveries, { instance, count: 1 })
      return entries[0]?.attempts[0]
    })
    expect(log).toMatchObject({ status: null, error: 'refused: private address' })
    await stop()
    expect(mine(instance)).toEqual([])
  })

  it('goes on where it stopped, with the same event id', async () => {
    const { world, instance, stop } = await start({ webhookUrl: url })
    answer = () => undefined
    await happen(instance, 2)
    world.bus.nudge('notification', instance)
    await until(() => mine(instance).length === 1)
    await stop()
    answer = (response) => response.writeHead(200).end()
    const net = outbound({ allow: ['127.0.0.0/8'] })
    const again = webhooks({ ...world, outbound: net, options: { sweepMs: 20 } })
    await until(async () => (await waiting(instance)) === 0)
    await again.stop()
    await net.close()
    const got = mine(instance)
    expect(got.map((hit) => hit.body.stateInstance)).toEqual(['blocked', 'blocked', 'authorized'])
    expect(got[1]?.headers['webhook-id']).toBe(got[0]?.headers['webhook-id'])
  })

  it('polls: the head until it is deleted, at once on arrival, null at the end of the wait', async () => {
    const world = testWorld(store)
    const instance = await makeInstance(store, { stateWebhook: 'yes' })
    const signal = new AbortController().signal
    const began = Date.now()
    expect(await waitForNotification({ instance, waitMs: 60, signal }, world)).toBeNull()
    expect(Date.now() - began).toBeGreaterThanOrEqual(59)
    const pending = waitForNotification({ instance, waitMs: 20_000, signal }, world)
    await happen(instance, 2)
    world.bus.nudge('notification', instance)
    const first = await pending
    expect(first?.body).toMatchObject({ typeWebhook: 'stateInstanceChanged', stateInstance: 'blocked' })
    expect(await waitForNotification({ instance, waitMs: 0, signal }, world)).toEqual(first)
    expect(first?.receiptId).toBeLessThan(2 ** 31)
    const receipt = first?.receiptId ?? 0
    expect(await store.write(deleteNotification, { instance, receipt, at: Date.now() })).toBe(true)
    expect(await store.write(deleteNotification, { instance, receipt, at: Date.now() })).toBe(false)
    const second = await waitForNotification({ instance, waitMs: 0, signal }, world)
    expect(second?.body).toMatchObject({ stateInstance: 'authorized' })
  })

  it('logs what expires and what is cleared, and replays under the same event id', async () => {
    const instance = await makeInstance(store, { stateWebhook: 'yes' })
    await happen(instance, 3)
    const outcomes = async () =>
      (await store.read(readDeliveries, { instance, count: 10 })).map((entry) => entry.outcome).sort()
    expect(await store.write(clearNotifications, { instance, at: Date.now() })).toEqual({ cleared: true, leftMs: 0 })
    expect(await store.write(clearNotifications, { instance, at: Date.now() })).toMatchObject({ cleared: false })
    expect(await outcomes()).toEqual(['cleared', 'cleared', 'cleared'])
    const [logged] = await store.read(readDeliveries, { instance, count: 1 })
    const eventIds = [logged?.eventId ?? '', 'unknown']
    expect(await store.write(replayNotifications, { instance, eventIds, limit: 500, at: Date.now() })).toEqual([
      eventIds[0],
    ])
    expect(await store.write(replayNotifications, { instance, eventIds, limit: 500, at: Date.now() })).toEqual([])
    expect(await outcomes()).toEqual(['cleared', 'cleared', 'waiting'])
    const tomorrow = Date.now() + 86_400_001
    expect(await store.write(expireNotifications, { at: tomorrow, limit: 100 })).toBeGreaterThanOrEqual(1)
    expect(await outcomes()).toEqual(['cleared', 'cleared', 'expired'])
  })
})
