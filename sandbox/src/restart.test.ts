import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Phone, SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { closeCode, link, open, untilText } from './testing/client.ts'

let folder: string
let network: SandboxNetwork
const violations: Violation[] = []

const start = (): Promise<SandboxNetwork> =>
  startSandbox({ dataFolder: folder, onViolation: (violation) => violations.push(violation) })

function phoneOf(number: string): Phone {
  const phone = network.phone(number)
  if (!phone) throw new Error(`the phone ${number} was not restored`)
  return phone
}

beforeEach(async () => {
  violations.splice(0)
  folder = await mkdtemp(join(tmpdir(), 'sandbox-restart-'))
  network = await start()
})

afterEach(async () => {
  await network.stop()
  await rm(folder, { recursive: true, force: true })
})

test('after a restart the network is the same: addresses, links, sessions, messages and what waits', async () => {
  const ann = network.createPhone({ number: '79001230001', name: 'Ann' })
  const bob = network.createPhone({ number: '79001230002', name: 'Bob' })
  const client = await link(network.facts, ann)
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'before' })
  await bob.waitFor((message) => message.text === 'before')
  await bob.send(ann.number, { text: 'also before' })
  await untilText(client, 'also before')
  client.kill()
  await closeCode(client)
  await bob.send(ann.number, { text: 'waits over the restart' })
  // Ann's phone has it; her linked client has not.
  await bob.waitFor((message) => message.text === 'waits over the restart' && message.status === 'delivered')
  bob.restrict(true)
  const { facts } = network
  const messages = bob.messages()

  await network.stop()
  network = await start()
  expect(network.facts).toEqual(facts)
  expect(phoneOf(bob.number).messages()).toEqual(messages)
  expect(phoneOf(bob.number).state()).toEqual({ ...bob.state(), devices: [] })
  expect(phoneOf(ann.number).state().devices).toMatchObject([{ device: 1, connected: false, queued: 1 }])

  const back = await open(network.facts, client.state)
  await untilText(back, 'waits over the restart')
  await back.sock.sendMessage(`${bob.lid}@lid`, { text: 'after' })
  expect((await phoneOf(bob.number).waitFor((message) => message.text === 'after')).wireCount).toBe(1)
  phoneOf(bob.number).restrict(false)
  await phoneOf(bob.number).send(ann.number, { text: 'and back' })
  await untilText(back, 'and back')
  expect(violations).toEqual([])
})

test('what changed is on disk soon, whole, and only for its owner', async () => {
  network.createPhone({ number: '79001230003', name: 'Carl' })
  await expect.poll(() => readdir(join(folder, 'phones'))).toEqual(['79001230003.json'])
  const file = await stat(join(folder, 'phones', '79001230003.json'))
  expect(file.mode & 0o077).toBe(0)
  expect((await stat(join(folder, 'network.json'))).mode & 0o077).toBe(0)
})

test('a phone that was offline is offline after a restart, and what waited for it still waits', async () => {
  const ann = network.createPhone({ number: '79001230001' })
  const bob = network.createPhone({ number: '79001230002' })
  bob.offline()
  await ann.send(bob.number, { text: 'later' })
  await network.stop()
  network = await start()
  expect(phoneOf(bob.number).messages()).toEqual([])
  expect(phoneOf(bob.number).state().online).toBe(false)
  phoneOf(bob.number).online()
  await phoneOf(bob.number).waitFor((message) => message.text === 'later')
  expect(violations).toEqual([])
})
