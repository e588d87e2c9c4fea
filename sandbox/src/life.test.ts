import type { BinaryNode } from 'baileys'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Phone, SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { closeCode, connect, link, newState, open, untilText } from './testing/client.ts'

let network: SandboxNetwork
const violations: Violation[] = []
let next = 79001230100

/** A fresh phone; the network is shared by the tests of this file. */
function phone(): Phone {
  return network.createPhone({ number: String(next++) })
}

async function waitingClient() {
  const client = connect(network.facts, newState())
  const { qr = '' } = await client.until('connection.update', (update) => update.qr !== undefined)
  return { client, qr }
}

beforeAll(async () => {
  network = await startSandbox({ onViolation: (violation) => violations.push(violation) })
})

beforeEach(() => void violations.splice(0))

afterAll(() => network.stop())

test('a client logs out: its device is gone, and it cannot come back', async () => {
  const ann = phone()
  const client = await link(network.facts, ann)
  await client.sock.logout()
  expect(await closeCode(client)).toBe(401)
  await expect.poll(() => ann.state().devices).toEqual([])
  expect(await closeCode(connect(network.facts, client.state))).toBe(401)
})

test('the phone unlinks a device that is connected, and one that is not', async () => {
  const ann = phone()
  const client = await link(network.facts, ann)
  const away = await link(network.facts, ann)
  away.kill()
  await closeCode(away)
  expect(() => ann.unlink(9)).toThrow('no linked device 9')
  ann.unlink()
  expect(await closeCode(client)).toBe(401)
  expect(ann.state().devices).toEqual([])
  expect(await closeCode(connect(network.facts, away.state))).toBe(401)
})

test('a number is linked again after it was unlinked, as another device', async () => {
  const ann = phone()
  const client = await link(network.facts, ann)
  ann.unlink()
  await closeCode(client)
  const again = await link(network.facts, ann)
  expect(again.state.creds.me?.id).toBe(`${ann.number}:2@s.whatsapp.net`)
})

test('a second connection with the same credentials replaces the first', async () => {
  const ann = phone()
  const first = await link(network.facts, ann)
  await open(network.facts, first.state)
  expect(await closeCode(first)).toBe(440)
  expect(ann.state().devices).toMatchObject([{ connected: true }])
})

test('a restricted account can receive but not send', async () => {
  const [ann, bob] = [phone(), phone()]
  const client = await link(network.facts, ann)
  ann.restrict(true)
  expect(ann.state().restricted).toBe(true)
  // the library may fold the refusal into its own upsert, so the stanza itself is read
  const told = new Promise<BinaryNode>((resolve) => client.sock.ws.on('CB:ack,class:message', resolve))
  const refused = await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'refused' })
  expect((await told).attrs).toMatchObject({ id: refused?.key.id, error: '463' })
  await expect(ann.send(bob.number, { text: 'refused too' })).rejects.toThrow('restricted')
  await bob.send(ann.number, { text: 'still comes' })
  await untilText(client, 'still comes')
  ann.restrict(false)
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'free again' })
  await bob.waitFor((message) => message.text === 'free again')
  expect(bob.messages().map((message) => message.text)).toEqual(['still comes', 'free again'])
})

test('a banned account is closed and refused', async () => {
  const ann = phone()
  const client = await link(network.facts, ann)
  ann.ban()
  expect(await closeCode(client)).toBe(403)
  expect(await closeCode(connect(network.facts, client.state))).toBe(403)
  const { client: other, qr } = await waitingClient()
  await expect(ann.scan(qr)).rejects.toThrow('banned')
  other.kill()
})

test('a refused QR ends the attempt with 403', async () => {
  const ann = phone()
  const { client, qr } = await waitingClient()
  await ann.refuse(qr, 'refused')
  expect(await closeCode(client)).toBe(403)
  await expect(ann.scan(qr)).rejects.toThrow('expired')
})

test('a passkey request reaches the client, which has no answer', async () => {
  const ann = phone()
  const { client, qr } = await waitingClient()
  const asked = new Promise((resolve) => client.sock.ws.on('CB:iq,,passkey-request', resolve))
  await ann.refuse(qr, 'passkey')
  expect(await asked).toMatchObject({ tag: 'iq', attrs: { type: 'set', xmlns: 'md' } })
  // The QR stays good: a phone that is not asked may still scan it.
  await expect(ann.scan(qr)).resolves.toEqual({ device: 1 })
})

test('a QR whose client is gone is refused, and so is one that was used', async () => {
  const ann = phone()
  const { client, qr } = await waitingClient()
  await ann.scan(qr)
  await expect(ann.scan(qr)).rejects.toThrow('expired')
  await closeCode(client)
  const gone = await waitingClient()
  gone.client.kill()
  await closeCode(gone.client)
  await expect.poll(() => ann.scan(gone.qr).catch((error: Error) => error.message)).toContain('expired')
})

test('a code is typed in lower case and with a dash; a number that asked none is told', async () => {
  const ann = phone()
  const state = newState()
  const client = connect(network.facts, state)
  await client.until('connection.update', (update) => update.connection === 'connecting')
  await client.sock.waitForSocketOpen()
  await client.until('connection.update', (update) => update.qr !== undefined)
  await client.sock.requestPairingCode(ann.number, 'SAND8OXX')
  await expect(ann.enterCode('sand-8oxx')).resolves.toEqual({ device: 1 })
  await closeCode(client)
  await open(network.facts, state)
  await expect(phone().enterCode('AAAAAAAA')).rejects.toThrow('No client has asked')
})

test('typing travels both ways', async () => {
  const [ann, bob] = [phone(), phone()]
  const client = await link(network.facts, ann)
  await client.sock.sendPresenceUpdate('composing', `${bob.number}@s.whatsapp.net`)
  await client.sock.sendPresenceUpdate('recording', `${bob.number}@s.whatsapp.net`)
  await client.sock.sendPresenceUpdate('paused', `${bob.number}@s.whatsapp.net`)
  await expect.poll(() => bob.notices().map((one) => one.kind)).toEqual(['composing', 'recording', 'paused'])
  expect(bob.notices()[0]?.from).toBe(ann.number)
  bob.typing(ann.number, true)
  const update = await client.until('presence.update', () => true)
  expect(Object.values(update.presences)[0]?.lastKnownPresence).toBe('composing')
})

test('presence of a linked account reaches whoever subscribed', async () => {
  const [ann, bob] = [phone(), phone()]
  const a = await link(network.facts, ann)
  const b = await link(network.facts, bob)
  await a.sock.presenceSubscribe(`${bob.lid}@lid`)
  await a.until('presence.update', ({ presences }) => Object.values(presences)[0]?.lastKnownPresence === 'unavailable')
  await b.until('creds.update', () => b.state.creds.me?.name !== undefined)
  await b.sock.sendPresenceUpdate('available')
  await a.until('presence.update', ({ presences }) => Object.values(presences)[0]?.lastKnownPresence === 'available')
  b.kill()
  await a.until(
    'presence.update',
    () => a.seen('presence.update').at(-1)?.presences[`${bob.lid}@lid`]?.lastKnownPresence === 'unavailable',
  )
})

test('a linked client learns its own name from the phone', async () => {
  const ann = network.createPhone({ number: String(next++), name: 'Ann of the Sandbox' })
  const client = await link(network.facts, ann)
  await expect.poll(() => client.state.creds.me?.name).toBe('Ann of the Sandbox')
})

test('edge routing bytes are repeated by the client and understood', async () => {
  const ann = phone()
  const client = await link(network.facts, ann)
  await expect.poll(() => client.state.creds.routingInfo).toBeDefined()
  client.kill()
  await closeCode(client)
  await open(network.facts, client.state)
  expect(violations).toEqual([])
})
