import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { closeCode, connect, link, newState, open, untilText } from './testing/client.ts'

let network: SandboxNetwork
let violations: Violation[]

beforeEach(async () => {
  violations = []
  network = await startSandbox({ onViolation: (violation) => violations.push(violation) })
})

afterEach(async () => {
  await network.stop()
})

test('a client is linked by QR, opens, and talks both ways', async () => {
  const phone = network.createPhone({ number: '79001230001', name: 'Ann' })
  const other = network.createPhone({ number: '79001230002', name: 'Bob' })
  const client = await link(network.facts, phone)
  expect(client.state.creds.me?.id).toBe('79001230001:1@s.whatsapp.net')
  expect(client.state.creds.me?.lid).toBe(`${phone.lid}:1@lid`)

  await client.sock.sendMessage('79001230002@s.whatsapp.net', { text: 'hello Bob' })
  const shown = await other.waitFor((message) => message.text === 'hello Bob')
  expect(shown).toMatchObject({ chat: '79001230001', sender: '79001230001', fromMe: false, type: 'text', wireCount: 1 })
  const copy = await phone.waitFor((message) => message.text === 'hello Bob')
  expect(copy).toMatchObject({ chat: '79001230002', sender: '79001230001', fromMe: true })

  await other.send('79001230001', { text: 'hello Ann' })
  const received = await untilText(client, 'hello Ann')
  expect(received.key?.remoteJid).toBe(`${other.lid}@lid`)
  expect(received.pushName).toBe('Bob')
  await phone.waitFor((message) => message.text === 'hello Ann')
  expect(violations).toEqual([])
})

test('a linked client resumes without a scan', async () => {
  const phone = network.createPhone({ number: '79001230003' })
  const client = await link(network.facts, phone)
  client.kill()
  await closeCode(client)
  await open(network.facts, client.state)
  expect(phone.state().devices).toMatchObject([{ device: 1, connected: true }])
  expect(violations).toEqual([])
})

test('a client is linked by the code that it shows', async () => {
  const phone = network.createPhone({ number: '79001230004' })
  const state = newState()
  const client = connect(network.facts, state)
  await client.until('connection.update', (update) => update.qr !== undefined)
  const code = await client.sock.requestPairingCode('79001230004')
  const { device } = await phone.enterCode(code)
  expect(device).toBe(1)
  expect(await closeCode(client)).toBe(515)
  await open(network.facts, state)
  expect(violations).toEqual([])
})
