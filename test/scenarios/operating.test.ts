import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInstance, link, untilState, type TestInstance } from '../client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { asOperator } from '../../src/app/operator.ts'
import { installation } from '../../src/cli/doctor/installation.ts'

const NUMBER = '15550300001'
let network: TestNetwork
let instance: TestInstance

beforeAll(async () => {
  network = await startNetwork({ env: { ROOKERY_LOG: 'silent' } })
  instance = await createInstance(network)
  await link(network, instance, NUMBER)
})
afterAll(async () => {
  expect(network.violations).toEqual([])
  await network[Symbol.asyncDispose]()
})

interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

async function scrape(): Promise<Sample[]> {
  const text = await (await fetch(`${network.apiUrl}/metrics`)).text()
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text])),
    value: Number(value),
  }))
}

/** The one sample of a name with these labels. */
async function metric(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const found = (await scrape()).filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, text]) => sample.labels[key] === text),
  )
  return found.length === 1 ? found[0]?.value : undefined
}

const findings = async () =>
  (await installation(network.config)).map(({ verdict, about, text }) => `${verdict} ${about} ${text}`)

describe('metrics', () => {
  test('tell states and how long they last, sessions, and the event loop', async () => {
    expect(await metric('rookery_instances', { state: 'authorized' })).toBe(1)
    const dwell = (await metric('rookery_state_dwell_seconds', { state: 'authorized' })) ?? -1
    expect(dwell).toBeGreaterThanOrEqual(0)
    await expect.poll(() => metric('rookery_state_dwell_seconds', { state: 'authorized' })).toBeGreaterThan(dwell)
    expect(await metric('rookery_sessions', { phase: 'open' })).toBe(1)
    expect(await metric('rookery_store_up')).toBe(1)
    expect(await metric('rookery_nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
    expect(await metric('rookery_alarms_total')).toBeUndefined()
  })

  test('tell how old the queue and what a webhook refuses have become', async () => {
    network.sandbox.createPhone({ number: '15550300002' })
    await instance.call('setSettings', {
      // the least delay between sends is long enough to leave one waiting
      delaySendMessagesMilliseconds: 600_000,
      webhookUrl: `${network.apiUrl}/refuses`,
    })
    for (const message of ['first', 'second'])
      await instance.call('sendMessage', { chatId: '15550300002@c.us', message })
    await expect.poll(() => metric('rookery_outgoing_rows', { state: 'accepted' })).toBe(1)
    await expect.poll(() => metric('rookery_outgoing_oldest_seconds')).toBeGreaterThan(0.2)
    await expect.poll(() => metric('rookery_webhook_oldest_seconds')).toBeGreaterThan(0.2)
    const refused = (await metric('rookery_webhook_oldest_seconds')) ?? Number.POSITIVE_INFINITY
    expect(await metric('rookery_notification_oldest_seconds')).toBeGreaterThanOrEqual(refused)
    await instance.call('clearMessagesQueue')
    await instance.call('setSettings', { delaySendMessagesMilliseconds: 500, webhookUrl: '' })
    await instance.call('clearWebhooksQueue', undefined, { verb: 'DELETE' })
    expect(await metric('rookery_outgoing_oldest_seconds')).toBe(0)
    expect(await metric('rookery_webhook_oldest_seconds')).toBe(0)
  })

  test('no label holds a token, an instance or a phone number', async () => {
    const values = (await scrape()).flatMap(({ labels }) => Object.entries(labels))
    const open = new Set(['le', 'quantile', 'version', 'major', 'minor', 'patch'])
    const long = values.filter(([key, text]) => !open.has(key) && /\d{4}|[0-9a-f]{20}/.test(text))
    expect(values.length).toBeGreaterThan(20)
    expect(long).toEqual([])
  })
})

test('a refused protocol version is an alarm that lasts until another one is ordered, which a running gateway notices', async () => {
  expect(await findings()).toEqual(['ok alarms none'])
  network.sandbox.faults.set([{ direction: 'toClient', number: NUMBER, action: { kind: 'streamError', code: '405' } }])
  network.sandbox.faults.killSockets(NUMBER)
  await untilState(instance, 'starting')
  expect(await metric('rookery_alarms_total', { kind: 'versionRefused' })).toBe(1)
  await expect.poll(findings).toEqual([expect.stringMatching(/^fail alarms instance \d+: versionRefused.*1 times/)])
  network.sandbox.faults.clear()
  // by itself it would try again in half an hour to an hour
  const version = await asOperator(network.config, async (operator) => {
    await operator.orderWhatsappVersion('2.3000.1035194821')
    return await operator.whatsappVersion()
  })
  expect(version).toBe('2.3000.1035194821')
  await untilState(instance, 'authorized')
  await expect.poll(findings).toEqual(['ok alarms none'])
  expect(await metric('rookery_sessions', { phase: 'open' })).toBe(1)
})

test('an instance that cannot be linked for its protocol version says so and raises the same alarm', async () => {
  const other = await createInstance(network)
  network.sandbox.faults.set([{ direction: 'toClient', action: { kind: 'streamError', code: '405' } }])
  const shown = (await other.call('qr')) as { type: string; message: string }
  network.sandbox.faults.clear()
  expect(shown).toMatchObject({ type: 'error', message: expect.stringContaining('protocol version') })
  await expect.poll(findings).toContainEqual(expect.stringMatching(`fail alarms instance ${other.idInstance}`))
})
