import type { BinaryNode } from 'baileys'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SandboxNetwork } from './api.ts'
import { startSandbox } from './index.ts'
import { link, untilText, type TestClient } from './testing/client.ts'

let network: SandboxNetwork
let next = 79_001_240_000
const phone = () => network.createPhone({ number: String(++next) })
const violations: string[] = []

beforeAll(async () => {
  network = await startSandbox({ onViolation: ({ text }) => violations.push(text) })
})
afterAll(async () => {
  await network.stop()
  expect(violations).toEqual([])
})

/** Sends, and answers with the error of the network's ack, undefined when it took the message. */
async function send({ sock }: TestClient, lid: string, text: string): Promise<string | undefined> {
  // the library may fold a refusal into its own upsert, so the stanza itself is read
  const acks = new Map<string | undefined, BinaryNode>()
  let heard = (): void => undefined
  const hear = (node: BinaryNode): void => {
    acks.set(node.attrs.id, node)
    heard()
  }
  sock.ws.on('CB:ack,class:message', hear)
  const sent = await sock.sendMessage(`${lid}@lid`, { text })
  while (!acks.has(sent?.key.id ?? '')) await new Promise<void>((resolve) => (heard = resolve))
  sock.ws.off('CB:ack,class:message', hear)
  return acks.get(sent?.key.id ?? '')?.attrs.error
}

test('a reach-out time lock stops new chats alone, is told, can be asked for, and ends by itself', async () => {
  const [ann, bob, carl, dora] = [phone(), phone(), phone(), phone()]
  const client = await link(network.facts, ann)
  expect(await send(client, bob.lid, 'before')).toBeUndefined()
  await carl.send(ann.number, { text: 'Carl begins' })
  await untilText(client, 'Carl begins')
  const until = Math.ceil(Date.now() / 1000) * 1000 + 600_000
  ann.restrict({ kind: 'newChats', until })
  expect(ann.state()).toMatchObject({ restricted: true, restriction: { kind: 'newChats', until } })
  const { reachoutTimeLock: told } = await client.until('connection.update', (update) => !!update.reachoutTimeLock)
  const lock = { isActive: true, timeEnforcementEnds: new Date(until), enforcementType: 'BIZ_QUALITY' }
  expect(told).toEqual(lock)
  expect(await client.sock.fetchAccountReachoutTimelock()).toEqual(lock)
  expect(await send(client, bob.lid, 'to Bob')).toBeUndefined()
  expect(await send(client, carl.lid, 'to Carl')).toBeUndefined()
  expect(await send(client, dora.lid, 'to Dora')).toBe('463')
  await expect(ann.send(dora.number, { text: 'by phone' })).rejects.toThrow('restricted')
  // shortened, so that no question above has to be quicker than the lock
  const soon = Math.ceil(Date.now() / 1000) * 1000 + 1000
  ann.restrict({ kind: 'newChats', until: soon })
  await expect.poll(() => ann.state().restricted).toBe(false)
  expect(Date.now()).toBeGreaterThanOrEqual(soon)
  expect(await client.sock.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false })
  expect(await send(client, dora.lid, 'to Dora again')).toBeUndefined()
  expect(dora.messages().map(({ text }) => text)).toEqual(['to Dora again'])
})

test('a lock that is lifted early is told', async () => {
  const ann = phone()
  const client = await link(network.facts, ann)
  ann.restrict({ kind: 'newChats', until: Date.now() + 600_000 })
  await client.until('connection.update', (update) => update.reachoutTimeLock?.isActive === true)
  ann.restrict(false)
  await client.until('connection.update', (update) => update.reachoutTimeLock?.isActive === false)
  expect(await send(client, phone().lid, 'free')).toBeUndefined()
})

test('a cap lets so many chats begin, tells when they are used up, and leaves the others alone', async () => {
  const [ann, bob, carl] = [phone(), phone(), phone()]
  const client = await link(network.facts, ann)
  const until = Math.ceil(Date.now() / 1000) * 1000 + 600_000
  ann.restrict({ kind: 'cap', chats: 1, until })
  const asked = () => client.sock.fetchNewChatMessageCap()
  expect(await asked()).toMatchObject({ total_quota: 1, used_quota: 0, capping_status: 'NONE' })
  expect(await send(client, bob.lid, 'first')).toBeUndefined()
  const full = { total_quota: 1, used_quota: 1, capping_status: 'CAPPED', cycle_end_timestamp: String(until / 1000) }
  expect(
    await client.until('message-capping.update', (info) => String(info.capping_status) === 'CAPPED'),
  ).toMatchObject(full)
  expect(await asked()).toMatchObject(full)
  expect(await send(client, bob.lid, 'again')).toBeUndefined()
  expect(await send(client, carl.lid, 'too many')).toBe('463')
  expect(await client.sock.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false })
  ann.restrict(false)
  await client.until('message-capping.update', (info) => String(info.capping_status) === 'NONE' && !info.total_quota)
  expect(await send(client, carl.lid, 'free')).toBeUndefined()
})
