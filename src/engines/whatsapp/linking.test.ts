import net_, { type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { harness, newInstance, type Harness, type Running } from './harness.spec-suite.ts'

let net: Harness
let host: Running
const options = { keepOnline: false }

beforeAll(async () => {
  net = await harness()
  host = net.host()
})
afterAll(() => net.stop())

function link(id: number, attempt: string, phone?: string) {
  host.client.post({ do: 'link', instance: id, epoch: 1, attempt, options, ...(phone !== undefined && { phone }) })
  return {
    qr: () => host.events.until('qr', (event) => event.attempt === attempt),
    failed: (timeoutMs?: number) => host.events.until('linkFailed', (event) => event.attempt === attempt, timeoutMs),
  }
}

test('the credentials are durable before the network hears that we agree', async () => {
  const id = newInstance()
  const phone = net.newPhone()
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  host.store.onCommit = (instance, change) => (instance === id && change.creds ? gate : undefined)
  const { qr } = await link(id, 'gate').qr()
  const scanned = phone.scan(qr)
  await host.events.until('pairing', (event) => event.instance === id)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(phone.state().devices).toEqual([])
  expect(host.events.of('linked', id)).toEqual([])
  release()
  await scanned
  host.store.onCommit = () => undefined
  await host.events.until('opened', (event) => event.instance === id)
})

test('a scan whose credentials could not be stored links nothing', async () => {
  const id = newInstance()
  const phone = net.newPhone()
  const attempt = link(id, 'disk')
  const { qr } = await attempt.qr()
  host.store.onCommit = (instance) => {
    if (instance === id) throw new Error('disk full')
  }
  await expect(phone.scan(qr)).rejects.toThrow()
  expect(await attempt.failed()).toMatchObject({ reason: 'disconnected' })
  host.store.onCommit = () => undefined
  expect(phone.state().devices).toEqual([])
})

test('QRs say when they expire; the first lives a minute', async () => {
  const id = newInstance()
  const { expiresAt, qr } = await link(id, 'expiry').qr()
  expect(expiresAt - Date.now()).toBeGreaterThan(55_000)
  expect(expiresAt - Date.now()).toBeLessThanOrEqual(60_000)
  expect(qr.split(',')).toHaveLength(5)
  host.client.post({ do: 'cancelLink', instance: id, attempt: 'expiry' })
  const { reason } = await host.events.until('linkFailed', (event) => event.attempt === 'expiry')
  expect(reason).toBe('cancelled')
})

test('nobody scans: expired', async () => {
  const hasty = net.host({ limits: { linkMs: 700 } })
  hasty.client.post({ do: 'link', instance: newInstance(), epoch: 1, attempt: 'idle', options })
  const { reason } = await hasty.events.until('linkFailed')
  expect(reason).toBe('expired')
})

test('a second attempt replaces the first', async () => {
  const id = newInstance()
  const first = link(id, 'first')
  await first.qr()
  const second = link(id, 'second')
  expect(await first.failed()).toMatchObject({ reason: 'cancelled' })
  const { qr } = await second.qr()
  await net.newPhone().scan(qr)
  await host.events.until('opened', (event) => event.instance === id)
})

describe('the phone says no', () => {
  test('refused', async () => {
    const id = newInstance()
    const attempt = link(id, 'no')
    const { qr } = await attempt.qr()
    await net.newPhone().refuse(qr, 'refused')
    expect(await attempt.failed()).toMatchObject({ reason: 'refused' })
  })

  test('a passkey is asked for, which this engine cannot answer', async () => {
    const id = newInstance()
    const attempt = link(id, 'passkey')
    const { qr } = await attempt.qr()
    await net.newPhone().refuse(qr, 'passkey')
    expect(await attempt.failed()).toMatchObject({ reason: 'passkeyRequired' })
  })
})

describe('by code', () => {
  test('asked inside a running attempt', async () => {
    const id = newInstance()
    const phone = net.newPhone()
    await link(id, 'late code').qr()
    host.client.post({ do: 'requestCode', instance: id, attempt: 'late code', phone: phone.number })
    const { code } = await host.events.until('code', (event) => event.instance === id)
    await phone.enterCode(code)
    await host.events.until('opened', (event) => event.instance === id)
  })

  test('a refused request for a code is told', async () => {
    const id = newInstance()
    expect(await link(id, 'bad number', '12').failed()).toMatchObject({ reason: 'refused' })
  })

  test('an unfinished code pairing leaves nothing behind: the next attempt registers anew', async () => {
    const id = newInstance()
    const phone = net.newPhone()
    link(id, 'unfinished', phone.number)
    await host.events.until('code', (event) => event.instance === id)
    host.client.post({ do: 'cancelLink', instance: id, attempt: 'unfinished' })
    await host.events.until('linkFailed', (event) => event.attempt === 'unfinished')
    expect(await host.store.creds(id)).toBeUndefined()
    const { qr } = await link(id, 'afresh').qr()
    await phone.scan(qr)
    await host.events.until('opened', (event) => event.instance === id)
  })

  test('a code for an attempt that is not running fails it', async () => {
    host.client.post({ do: 'requestCode', instance: newInstance(), attempt: 'nobody', phone: '4930123456' })
    const { reason } = await host.events.until('linkFailed', (event) => event.attempt === 'nobody')
    expect(reason).toBe('cancelled')
  })
})

test('the connection drops while a QR is shown: another QR comes by itself', async () => {
  const id = newInstance()
  await link(id, 'drop').qr()
  net.network.faults.killSockets()
  await expect.poll(() => host.events.of('qr', id).length).toBe(2)
  const qr = host.events.of('qr', id).at(-1)?.qr ?? ''
  await net.newPhone().scan(qr)
  await host.events.until('opened', (event) => event.instance === id)
})

test('a network that cannot be reached for the whole phase: disconnected', async () => {
  const facts = { ...net.network.facts, socketUrl: 'ws://127.0.0.1:9/ws/chat' }
  const lost = net.host({ network: { kind: 'sandbox', ...facts }, limits: { firstQrMs: 800 } })
  lost.client.post({ do: 'link', instance: newInstance(), epoch: 1, attempt: 'dead', options })
  expect(await lost.events.until('linkFailed')).toMatchObject({ reason: 'disconnected' })
})

test('linked anew with another number: the old session state is gone', async () => {
  const { id, phone } = await host.linked()
  phone.unlink()
  await host.events.until('closed', (event) => event.instance === id)
  const other = net.newPhone()
  const { qr } = await link(id, 'anew').qr()
  await other.scan(qr)
  const { account } = await host.events.until(
    'opened',
    (event) => event.instance === id && event.account.phone === other.number,
  )
  expect(account.lid).toBe(other.lid)
  const friend = net.newPhone()
  await host.say(id, friend, 'new number')
  expect(await friend.waitFor(({ text }) => text === 'new number')).toMatchObject({ sender: other.number })
})

test('no more connections are opened at once than allowed', async () => {
  let now = 0
  let most = 0
  let total = 0
  const deaf = net_.createServer((socket) => {
    total++
    most = Math.max(most, ++now)
    socket
      .on('error', () => undefined)
      .on('close', () => now--)
      .resume()
  })
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
  const { port } = deaf.address() as AddressInfo
  const narrow = net.host({
    network: { kind: 'sandbox', ...net.network.facts, socketUrl: `ws://127.0.0.1:${port}/ws/chat` },
    limits: { concurrentConnects: 2, connectMs: 100, firstQrMs: 300 },
  })
  const ids = Array.from({ length: 10 }, newInstance)
  for (const id of ids) narrow.client.post({ do: 'link', instance: id, epoch: 1, attempt: `n${id}`, options })
  for (const id of ids) await narrow.events.until('linkFailed', (event) => event.instance === id)
  // the server hears of a connection after its other side has given it up, when the machine is busy
  await expect.poll(() => total).toBeGreaterThanOrEqual(ids.length)
  deaf.close()
  // The server may hear of an end a moment after the next one dialled.
  expect(most).toBeLessThanOrEqual(4)
})

test('no rule of the network was broken', () => {
  expect(net.violations).toEqual([])
})
