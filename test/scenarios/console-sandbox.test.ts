import { afterAll, beforeAll, expect } from 'vitest'
import { WebSocket } from 'ws'
import { demoSignIn } from '../../src/app/operators.ts'
import { findDemoAccount } from '../../src/app/admin.ts'
import { createInstance, link } from '../client.ts'
import { consoleClient, type ConsoleClient } from '../console-client.ts'
import { startNetwork, type TestNetwork } from '../network.ts'
import { proofs } from '../scenes.ts'

let network: TestNetwork
let owner: ConsoleClient
const { covers, check } = proofs(import.meta.url, () => network)

beforeAll(async () => {
  network = await startNetwork({ control: true, env: { ROOKERY_UNLIMITED: 'true' } })
  const { ports } = network.gateway
  owner = consoleClient(network.apiUrl)
  await owner.call('useSignInLink', { token: await demoSignIn(ports, (await findDemoAccount(ports)) ?? '') })
})
afterAll(async () => {
  await network[Symbol.asyncDispose]()
  expect(network.violations).toEqual([])
  check()
})

covers(
  ['askSandbox'],
  'a page makes a simulated phone and writes from it, without the key of the sandbox',
  async () => {
    const ask = (verb: string, path: string, body?: object) =>
      owner.call('askSandbox', { verb, path, ...(body && { body }) })
    await ask('POST', '/phones', { number: '15550610001', name: 'Robin' })
    await ask('POST', '/phones', { number: '15550610002', name: 'Kim' })
    expect(network.sandbox.phone('15550610001')?.name).toBe('Robin')
    await ask('POST', '/phones/15550610001/messages', { to: '15550610002', text: 'On my way' })
    const seen = await network.sandbox.phone('15550610002')?.waitFor(({ text }) => text === 'On my way')
    expect(seen).toMatchObject({ sender: '15550610001' })
    await expect(ask('GET', '/phones/15550619999')).rejects.toMatchObject({ code: 'sandboxRefused' })
  },
)

covers(['watchSandbox'], 'a page hears which simulated phones changed', async () => {
  const phone = network.sandbox.createPhone({ number: '15550610004', name: 'Sam' })
  expect(await owner.call('watchSandbox')).toEqual({ revision: network.sandbox.changes.revision, phones: [] })
  const socket = new WebSocket(`${network.apiUrl.replace('http', 'ws')}/console/api/watchSandbox`, {
    headers: { cookie: owner.cookie, origin: network.apiUrl },
  })
  const frames: unknown[] = []
  socket.on('message', (data) => frames.push(JSON.parse((data as Buffer).toString())))
  await expect.poll(() => frames).toEqual([{ revision: network.sandbox.changes.revision, phones: [] }])
  phone.offline()
  await expect
    .poll(() => frames.slice(1))
    .toEqual([{ revision: network.sandbox.changes.revision, phones: ['15550610004'] }])
  socket.terminate()
})

covers(['watchInstance'], 'a page hears that its instance was linked, and of what waits', async () => {
  const instance = await createInstance(network)
  const { idInstance } = instance
  const look = () => owner.call<{ mark: string }>('watchInstance', undefined, { idInstance: String(idInstance) })
  const before = await look()
  expect(before).toMatchObject({ state: 'notAuthorized', queued: 0 })
  await link(network, instance, '15550610003')
  await expect.poll(look).toMatchObject({ state: 'authorized', paused: false })
  await instance.call('pauseQueue', {})
  await instance.call('sendMessage', { chatId: '15550610001@c.us', message: 'Later' })
  const after = await look()
  expect(after).toMatchObject({ queued: 1, paused: true })
  expect(after.mark).not.toBe(before.mark)
})
