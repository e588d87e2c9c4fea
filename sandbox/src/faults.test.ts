import { DEFAULT_CONNECTION_CONFIG, generateLoginNode } from 'baileys'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Phone, SandboxNetwork } from './api.ts'
import { startSandbox } from './index.ts'
import { closeCode, link, open, textOf, untilText, type ClientState, type TestClient } from './testing/client.ts'
import { rawConnect } from './testing/raw-client.ts'
import { FaultInjector } from './wire/faults.ts'

let network: SandboxNetwork
let ann: Phone
let bob: Phone
let state: ClientState

beforeAll(async () => {
  network = await startSandbox()
  ann = network.createPhone({ number: '79001230001' })
  bob = network.createPhone({ number: '79001230002' })
  const client = await link(network.facts, ann)
  state = client.state
  client.kill()
  await closeCode(client)
})

afterEach(() => network.faults.clear())
afterAll(() => network.stop())

const connected = (): Promise<TestClient> => open(network.facts, state)
const texts = (client: TestClient): (string | undefined)[] =>
  client.seen('messages.upsert').flatMap(({ messages }) => messages.map((message) => textOf(message.message)))

test('a dropped message comes again at the next login', async () => {
  const client = await connected()
  network.faults.set([{ tag: 'message', direction: 'toClient', times: 1, action: { kind: 'drop' } }])
  await bob.send(ann.number, { text: 'dropped' })
  await bob.send(ann.number, { text: 'not dropped' })
  await untilText(client, 'not dropped')
  expect(network.faults.hits()).toEqual([1])
  expect(texts(client)).not.toContain('dropped')
  client.kill()
  await closeCode(client)
  await untilText(await connected(), 'dropped')
})

test('a delayed stanza holds back those behind it', async () => {
  const client = await connected()
  network.faults.set([{ tag: 'message', direction: 'toClient', times: 1, action: { kind: 'delay', ms: 300 } }])
  const started = Date.now()
  await bob.send(ann.number, { text: 'slow' })
  await bob.send(ann.number, { text: 'behind it' })
  await untilText(client, 'behind it')
  expect(Date.now() - started).toBeGreaterThanOrEqual(290)
  expect(texts(client).filter((text) => text === 'slow' || text === 'behind it')).toEqual(['slow', 'behind it'])
})

test('a reordered message comes after the next stanza', async () => {
  const client = await connected()
  const order: string[] = []
  client.sock.ws.on('CB:message', (node: { attrs: { id: string } }) => order.push(node.attrs.id))
  network.faults.set([{ tag: 'message', direction: 'toClient', times: 1, action: { kind: 'reorder' } }])
  const [first, second] = [await bob.send(ann.number, { text: 'late' }), await bob.send(ann.number, { text: 'early' })]
  await untilText(client, 'late')
  await untilText(client, 'early')
  expect(order).toEqual([second.id, first.id])
})

test('a duplicated message is on the wire twice and shown once by a phone', async () => {
  const client = await connected()
  network.faults.set([{ tag: 'message', direction: 'fromClient', times: 1, action: { kind: 'duplicate' } }])
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'twice' })
  await expect.poll(() => bob.messages().find((message) => message.text === 'twice')?.wireCount).toBe(2)
  expect(bob.messages().filter((message) => message.text === 'twice')).toHaveLength(1)
})

test('a corrupt frame does not decrypt at the client, and its message comes again', async () => {
  const payload = generateLoginNode(state.creds.me?.id ?? '', DEFAULT_CONNECTION_CONFIG)
  const raw = await rawConnect(network.facts, { noiseKey: state.creds.noiseKey, payload })
  await raw.next((node) => node.tag === 'ib')
  network.faults.set([{ tag: 'message', direction: 'toClient', times: 1, action: { kind: 'corrupt' } }])
  await bob.send(ann.number, { text: 'unreadable' })
  await raw.unreadable
  raw.close()
  await raw.closed
  await untilText(await connected(), 'unreadable')
})

test('a socket is killed by a rule or by hand; only the named account is hit', async () => {
  const other = network.phone('79001230003') ?? network.createPhone({ number: '79001230003' })
  const spared = await link(network.facts, other)
  const client = await connected()
  network.faults.set([{ number: ann.number, tag: 'message', action: { kind: 'kill' }, times: 1 }])
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'never arrives' })
  expect(await closeCode(client)).toBe(428)
  const again = await connected()
  network.faults.killSockets(ann.number)
  expect(await closeCode(again)).toBe(428)
  expect(other.state().devices.at(-1)?.connected).toBe(true)
  expect(bob.messages().map((message) => message.text)).not.toContain('never arrives')
  spared.kill()
})

test.each(['500', '503', '515'])('a stream error %s reaches the client', async (code) => {
  const client = await connected()
  network.faults.set([{ direction: 'toClient', tag: 'message', times: 1, action: { kind: 'streamError', code } }])
  await bob.send(ann.number, { text: `with ${code}` })
  expect(await closeCode(client)).toBe(Number(code))
})

test('an ack error refuses a message', async () => {
  const client = await connected()
  const told = new Promise<{ attrs: Record<string, string> }>((resolve) =>
    client.sock.ws.on('CB:ack,class:message', resolve),
  )
  network.faults.set([{ action: { kind: 'ackError', code: '479' }, times: 1 }])
  const sent = await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'refused' })
  expect((await told).attrs).toMatchObject({ id: sent?.key.id, error: '479' })
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'taken' })
  await bob.waitFor((message) => message.text === 'taken')
  expect(bob.messages().map((message) => message.text)).not.toContain('refused')
})

test('the same seed strikes alike', () => {
  const strikes = (seed: number): boolean[] => {
    const injector = new FaultInjector(() => undefined)
    injector.set([{ probability: 0.5, action: { kind: 'drop' } }], seed)
    const subject = { direction: 'toClient' as const, tag: 'message', number: undefined }
    return Array.from({ length: 64 }, () => injector.strike(subject) !== undefined)
  }
  expect(strikes(7)).toEqual(strikes(7))
  expect(strikes(7)).not.toEqual(strikes(8))
})
