import { randomBytes } from 'node:crypto'
import { Curve, generateLoginNode, generateRegistrationNode } from 'baileys'
import { describe, expect, test } from 'vitest'
import { closeCode, connect, newState } from './testing/client.ts'
import { rawConnect, rawSocket } from './testing/raw-client.ts'
import { config, query, useStrictNetwork } from './testing/strict-network.ts'
import { PROLOGUE } from './wire/frames.ts'

const strict = useStrictNetwork()

describe('the wire', () => {
  test('another intro is refused', async () => {
    const { socket, closed } = await rawSocket(strict.network.facts)
    socket.send(Buffer.from([0x57, 0x41, 0x05, 0x03, 0, 0, 1, 0]))
    await closed
    expect(strict.rules()).toEqual(['intro'])
  })

  test('a text message is refused', async () => {
    const { socket, closed } = await rawSocket(strict.network.facts)
    socket.send('hello')
    await closed
    expect(strict.rules()).toEqual(['intro'])
  })

  test.each([
    ['no protobuf', Buffer.from([0xff, 0xff, 0xff])],
    ['a short key', Buffer.from([0x12, 0x03, 0x0a, 0x01, 0x05])],
    ['a point of small order', Buffer.concat([Buffer.from([0x12, 0x22, 0x0a, 0x20]), Buffer.alloc(32)])],
  ])('a client hello with %s is refused', async (_what, hello) => {
    const { socket, closed } = await rawSocket(strict.network.facts)
    const length = Buffer.from([0, 0, hello.length])
    socket.send(Buffer.concat([PROLOGUE, length, hello]))
    await closed
    expect(strict.rules()).toEqual(['noise-hello'])
  })

  test.each(['static', 'payload'] as const)('a handshake with a spoilt %s is refused', async (field) => {
    const creds = newState().creds
    const raw = await rawConnect(strict.network.facts, {
      noiseKey: creds.noiseKey,
      payload: generateRegistrationNode(creds, config),
      spoil: (finish) => {
        const bytes = Buffer.from(finish[field] ?? [])
        bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3)
        finish[field] = bytes
      },
    })
    await raw.closed
    expect(strict.rules()).toEqual(['noise-finish'])
  })

  test('a frame with a spoilt tag is refused', async () => {
    const raw = await strict.login()
    const bytes = Buffer.from(raw.seal(query('w:p', 'get', [{ tag: 'ping', attrs: {} }])))
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    raw.sendBytes(bytes)
    await raw.closed
    expect(strict.rules()).toEqual(['noise-frame'])
  })

  test('a frame sent twice is refused by its counter', async () => {
    const raw = await strict.login()
    const bytes = raw.seal(query('w:p', 'get', [{ tag: 'ping', attrs: {} }]))
    raw.sendBytes(bytes)
    await raw.next((node) => node.tag === 'iq')
    raw.sendBytes(bytes)
    await raw.closed
    expect(strict.rules()).toEqual(['noise-frame'])
  })

  test('a lost frame makes the next one fail', async () => {
    const raw = await strict.login()
    raw.seal(query('w:p', 'get', [{ tag: 'ping', attrs: {} }]))
    raw.send(query('w:p', 'get', [{ tag: 'ping', attrs: {} }]))
    await raw.closed
    expect(strict.rules()).toEqual(['noise-frame'])
  })
})

describe('registration and login', () => {
  test.each([
    ['a wrong signed prekey signature', { eSkeySig: randomBytes(64) }],
    ['a short identity', { eIdent: randomBytes(31) }],
    ['another key type', { eKeytype: Buffer.from([6]) }],
    ['no MD5 as build hash', { buildHash: Buffer.alloc(4) }],
    ['no registration id', { eRegid: Buffer.alloc(0) }],
    ['unreadable properties', { deviceProps: Buffer.from([0xff]) }],
  ])('a registration with %s is refused', async (_what, change) => {
    const { creds } = newState()
    const payload = generateRegistrationNode(creds, config)
    Object.assign(payload.devicePairingData ?? {}, change)
    const raw = await rawConnect(strict.network.facts, { noiseKey: creds.noiseKey, payload })
    expect((await raw.next((node) => node.tag === 'failure')).attrs.reason).toBe('400')
    await raw.closed
    expect(strict.rules()).toEqual(['registration'])
  })

  test('a client that says nothing of itself is refused', async () => {
    const { creds } = newState()
    const raw = await rawConnect(strict.network.facts, { noiseKey: creds.noiseKey, payload: { passive: true } })
    await raw.next((node) => node.tag === 'failure')
    await raw.closed
    expect(strict.rules()).toEqual(['client-payload'])
  })

  test('a login with another Noise key is refused', async () => {
    const state = strict.state()
    const creds = { ...state.creds, noiseKey: Curve.generateKeyPair() }
    const thief = connect(strict.network.facts, { ...state, creds })
    expect(await closeCode(thief)).toBe(401)
    expect(strict.rules()).toEqual(['login-key'])
  })

  test('an unknown device is refused', async () => {
    const { creds } = newState()
    const payload = generateLoginNode('79001230001:7@s.whatsapp.net', config)
    const raw = await rawConnect(strict.network.facts, { noiseKey: creds.noiseKey, payload })
    expect((await raw.next((node) => node.tag === 'failure')).attrs.reason).toBe('401')
    await raw.closed
  })

  test('a message before the login ends the connection', async () => {
    const { creds } = newState()
    const raw = await rawConnect(strict.network.facts, {
      noiseKey: creds.noiseKey,
      payload: generateRegistrationNode(creds, config),
    })
    raw.send({ tag: 'message', attrs: { id: 'A', to: '79001230002@s.whatsapp.net' } })
    await raw.closed
    expect(strict.rules()).toEqual(['stanza'])
  })

  test('a QR with other keys than its connection is refused', async () => {
    const client = connect(strict.network.facts, newState())
    const { qr = '' } = await client.until('connection.update', (update) => update.qr !== undefined)
    const parts = qr.split(',')
    const strange = (at: number): string => parts.with(at, randomBytes(32).toString('base64')).join(',')
    await expect(strict.ann.scan(strange(1))).rejects.toThrow('does not belong')
    await expect(strict.ann.scan(strange(2))).rejects.toThrow('does not belong')
    expect(strict.rules()).toEqual(['qr', 'qr'])
    await expect(strict.ann.scan(`${randomBytes(8).toString('hex')},${parts.slice(1).join(',')}`)).rejects.toThrow(
      'expired',
    )
    await expect(strict.ann.scan('nonsense')).rejects.toThrow('no')
    client.kill()
  })

  test('a wrong ADV secret in the QR is noticed by the client, and nobody is linked', async () => {
    const client = connect(strict.network.facts, newState())
    const { qr = '' } = await client.until('connection.update', (update) => update.qr !== undefined)
    const wrong = qr.split(',').with(3, randomBytes(32).toString('base64')).join(',')
    await expect(strict.ann.scan(wrong)).rejects.toThrow('while it was being linked')
    expect(strict.ann.state().devices).toHaveLength(1)
  })

  test('a wrong device signature is refused', async () => {
    const state = newState()
    const client = connect(strict.network.facts, state)
    const { qr = '' } = await client.until('connection.update', (update) => update.qr !== undefined)
    state.creds.signedIdentityKey.private = Curve.generateKeyPair().private
    await expect(strict.ann.scan(qr)).rejects.toThrow('device signature')
    expect(strict.rules()).toEqual(['pair-device-sign'])
    expect(strict.ann.state().devices).toHaveLength(1)
  })

  test('a wrong code pairs nobody', async () => {
    const client = connect(strict.network.facts, newState())
    await client.until('connection.update', (update) => update.qr !== undefined)
    await client.sock.requestPairingCode(strict.ann.number, 'ABCDEFGH')
    await expect(strict.ann.enterCode('ABCD-EFGJ')).rejects.toThrow('not the one')
    expect(strict.rules()).toEqual(['link-code'])
    expect(strict.ann.state().devices).toHaveLength(1)
    client.kill()
  })
})
