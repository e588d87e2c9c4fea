import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createInstance, link, type TestInstance } from '../client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'

const samples = fileURLToPath(new URL('../../docs/guide/receiving/', import.meta.url))
const OWNER = '15550106001'

let network: TestNetwork
let instance: TestInstance
let running: ChildProcessByStdio<null, Readable, Readable>[] = []

beforeAll(async () => {
  network = await startNetwork({ env: { ROOKERY_UNLIMITED: 'true', ROOKERY_WEBHOOK_RETRY: '1' } })
  instance = await createInstance(network, { incomingWebhook: 'yes' })
  await link(network, instance, OWNER)
})

afterEach(() => {
  for (const child of running) child.kill()
  running = []
})

afterAll(async () => {
  expect(network.violations).toEqual([])
  await network[Symbol.asyncDispose]()
})

/** Runs a sample of the guide; `next` waits for a line that it prints. */
function sample(file: string, ...args: string[]) {
  const child = spawn(process.execPath, [samples + file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  const lines: string[] = []
  const waiting: (() => void)[] = []
  let errors = ''
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    for (const wake of waiting.splice(0)) wake()
  })
  return {
    lines,
    async next(match: RegExp): Promise<string> {
      for (;;) {
        const found = lines.find((line) => match.test(line))
        if (found !== undefined) return found
        expect(errors).toBe('')
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
  }
}

test('poll.mjs prints what comes in and removes it', async () => {
  const poll = sample('poll.mjs', network.apiUrl, String(instance.idInstance), instance.apiTokenInstance)
  const friend = network.sandbox.createPhone({ number: '15550106002' })
  await friend.send(OWNER, { text: 'Is it open today?' })
  expect(await poll.next(/open/)).toBe('15550106002@c.us: Is it open today?')
  await expect.poll(() => instance.call('getWebhooksCount')).toEqual({ count: 0 })
})

test('receive.mjs takes what the gateway signs, once, and refuses others', async () => {
  const { secret } = (await instance.call('getWebhookSecret')) as { secret: string }
  const receiver = sample('receive.mjs', secret, '0')
  const port = (await receiver.next(/listening on/)).split(' ').at(-1) ?? ''
  const url = `http://127.0.0.1:${port}/hook`
  const forged = { 'webhook-id': 'x', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }
  for (const signature of ['', 'v1,AAAA', `v1,${'A'.repeat(43)}=`]) {
    const headers = { ...forged, 'webhook-signature': signature }
    expect((await fetch(url, { method: 'POST', body: '{"typeWebhook":"forged"}', headers })).status).toBe(401)
  }
  await instance.call('setSettings', { webhookUrl: url })
  await network.sandbox.createPhone({ number: '15550106003' }).send(OWNER, { text: 'Hello' })
  const [, eventId] = (await receiver.next(/incomingMessageReceived/)).split(' ')
  const outcome = async () =>
    ((await instance.call('getDeliveries')) as { eventId: string; outcome: string }[]).find(
      (logged) => logged.eventId === eventId,
    )?.outcome
  await expect.poll(outcome).toBe('delivered')
  await instance.call('replayNotifications', { eventIds: [eventId] })
  await expect.poll(() => instance.call('getDeliveries', undefined, { query: { outcome: 'waiting' } })).toEqual([])
  expect(await outcome()).toBe('delivered')
  expect(receiver.lines.filter((line) => line.includes('incomingMessageReceived'))).toHaveLength(1)
})
