import { randomBytes } from 'node:crypto'
import { Curve, encodeSignedDeviceIdentity, signedKeyPair, xmppSignedPreKey, type BinaryNode } from 'baileys'
import { describe, expect, test } from 'vitest'
import { PhoneSignal } from './phone/signal.ts'
import type { ClientState } from './testing/client.ts'
import { bytes, child, children } from './protocol/stanza.ts'
import { query, useStrictNetwork } from './testing/strict-network.ts'

const strict = useStrictNetwork()

describe('prekeys', () => {
  const upload = (state: ClientState, change: (nodes: Record<string, BinaryNode>) => void): BinaryNode => {
    const { creds } = state
    const registration = Buffer.alloc(4)
    registration.writeUInt32BE(creds.registrationId)
    const nodes: Record<string, BinaryNode> = {
      registration: { tag: 'registration', attrs: {}, content: registration },
      type: { tag: 'type', attrs: {}, content: Buffer.from([5]) },
      identity: { tag: 'identity', attrs: {}, content: Buffer.from(creds.signedIdentityKey.public) },
      list: { tag: 'list', attrs: {}, content: [key(9001), key(9002)] },
      skey: xmppSignedPreKey(creds.signedPreKey),
    }
    change(nodes)
    return query('encrypt', 'set', Object.values(nodes))
  }
  const key = (id: number): BinaryNode => {
    const idBytes = Buffer.alloc(3)
    idBytes.writeUIntBE(id, 0, 3)
    return {
      tag: 'key',
      attrs: {},
      content: [
        { tag: 'id', attrs: {}, content: idBytes },
        { tag: 'value', attrs: {}, content: Buffer.from(Curve.generateKeyPair().public) },
      ],
    }
  }

  test.each<[string, (nodes: Record<string, BinaryNode>) => void]>([
    [
      'another identity',
      (nodes) =>
        (nodes.identity = { tag: 'identity', attrs: {}, content: Buffer.from(Curve.generateKeyPair().public) }),
    ],
    [
      'a signed prekey of somebody else',
      (nodes) => (nodes.skey = xmppSignedPreKey(signedKeyPair(Curve.generateKeyPair(), 1))),
    ],
    ['no signed prekey', (nodes) => delete nodes.skey],
    ['another key type', (nodes) => (nodes.type = { tag: 'type', attrs: {}, content: Buffer.from([4]) })],
    ['a prekey id twice', (nodes) => (nodes.list = { tag: 'list', attrs: {}, content: [key(7), key(7)] })],
    [
      'a malformed prekey',
      (nodes) => (nodes.list = { tag: 'list', attrs: {}, content: [{ tag: 'key', attrs: {}, content: [] }] }),
    ],
  ])('an upload with %s is refused', async (_what, change) => {
    const raw = await strict.login()
    const state = strict.state()
    raw.send(upload(state, change))
    const answer = await raw.next((node) => node.tag === 'iq' && node.attrs.type === 'error')
    expect((answer.content as BinaryNode[])[0]?.attrs.code).toBe('406')
    expect(strict.rules()).toEqual(['prekeys'])
    raw.close()
  })

  test('a correct upload is taken', async () => {
    const raw = await strict.login()
    const state = strict.state()
    raw.send(upload(state, () => undefined))
    await raw.next((node) => node.tag === 'iq' && node.attrs.type === 'result')
    expect(strict.violations).toEqual([])
    raw.close()
  })

  test('a rotation with a wrong signature is refused', async () => {
    const raw = await strict.login()
    const state = strict.state()
    const rotate = (identity: { public: Uint8Array; private: Uint8Array }): BinaryNode =>
      query('encrypt', 'set', [{ tag: 'rotate', attrs: {}, content: [xmppSignedPreKey(signedKeyPair(identity, 2))] }])
    raw.send(rotate(Curve.generateKeyPair()))
    await raw.next((node) => node.tag === 'iq' && node.attrs.type === 'error')
    raw.send(rotate(state.creds.signedIdentityKey))
    await raw.next((node) => node.tag === 'iq' && node.attrs.type === 'result')
    expect(strict.rules()).toEqual(['prekeys'])
    raw.close()
  })

  test('a one-time prekey is handed out once, and the owner is asked for more in time', async () => {
    const raw = await strict.login()
    const state = strict.state()
    raw.send(query('encrypt', 'get', [{ tag: 'count', attrs: {} }]))
    const counted = await raw.next((node) => node.tag === 'iq')
    const stock = Number((counted.content as BinaryNode[])[0]?.attrs.value)
    expect(stock).toBeGreaterThan(10)
    const seen = new Set<string>()
    const jid = state.creds.me?.lid ?? ''
    for (let asked = 0; asked <= stock; asked += 100) {
      const users = Array.from({ length: 100 }, () => ({ tag: 'user', attrs: { jid } }))
      raw.send(query('encrypt', 'get', [{ tag: 'key', attrs: {}, content: users }]))
      const answer = await raw.next((node) => node.tag === 'iq' && node.attrs.type === 'result')
      for (const user of children(children(answer)[0])) {
        const id = bytes(child(user, 'key'), 'id')
        if (id) seen.add(id.toString('hex'))
      }
    }
    expect(seen.size).toBe(stock)
    const low = await raw.next((node) => node.tag === 'notification' && node.attrs.type === 'encrypt')
    expect(low.attrs.from).toBe('@s.whatsapp.net')
    raw.close()
  })

  test('a phone does not begin a session on a forged prekey', async () => {
    const forged = new PhoneSignal().bundle()
    forged.signed.signature = randomBytes(64)
    await expect(new PhoneSignal().begin(`${strict.bob.lid}@lid`, forged)).rejects.toThrow('not its own')
  })
})

describe('messages', () => {
  const enc = (type: string, content: Buffer, v = '2'): BinaryNode => ({ tag: 'enc', attrs: { v, type }, content })
  const signalLike = Buffer.concat([Buffer.from([0x33]), randomBytes(40)])
  const message = (encs: [string, BinaryNode][], extra: BinaryNode[] = []): BinaryNode => ({
    tag: 'message',
    attrs: { id: `T${randomBytes(6).toString('hex')}`, to: `${strict.bob.lid}@lid`, type: 'text' },
    content: [
      {
        tag: 'participants',
        attrs: {},
        content: encs.map(([jid, content]) => ({ tag: 'to', attrs: { jid }, content: [content] })),
      },
      ...extra,
    ],
  })

  test.each<[string, () => BinaryNode]>([
    [
      'a ciphertext for a stranger',
      () => message([[`${strict.network.phone('79001230003')?.lid}@lid`, enc('msg', signalLike)]]),
    ],
    ['a device of nobody', () => message([['99@lid', enc('msg', signalLike)]])],
    [
      'a ciphertext of another Signal version',
      () => message([[`${strict.bob.lid}@lid`, enc('msg', Buffer.alloc(60))]]),
    ],
    [
      'a ciphertext of another envelope version',
      () => message([[`${strict.bob.lid}@lid`, enc('msg', signalLike, '1')]]),
    ],
    ['a group ciphertext', () => message([[`${strict.bob.lid}@lid`, enc('skmsg', signalLike)]])],
    ['an unreadable first ciphertext', () => message([[`${strict.bob.lid}@lid`, enc('pkmsg', signalLike)]])],
    ['nothing to deliver', () => ({ ...message([]), content: [] })],
  ])('a message with %s gets an error ack', async (_what, build) => {
    if (!strict.network.phone('79001230003')) strict.network.createPhone({ number: '79001230003' })
    const raw = await strict.login()
    raw.send(build())
    const ack = await raw.next((node) => node.tag === 'ack' && node.attrs.class === 'message')
    expect(ack.attrs.error).toBe('479')
    expect(strict.rules()).toEqual(['message'])
    raw.close()
  })

  test('a first message needs the signed device identity of its sender', async () => {
    const raw = await strict.login()
    const state = strict.state()
    const signal = new PhoneSignal({
      creds: state.creds,
      keys: [],
      nextPreKey: 1,
    })
    const peer = `${strict.bob.lid}@lid`
    await signal.begin(peer, new PhoneSignal().bundle())
    const first = enc('pkmsg', Buffer.from((await signal.encrypt(peer, Buffer.from('x'))).ciphertext))
    const account = state.creds.account
    if (!account) throw new Error('the client is not linked')
    const identity = (content: Uint8Array): BinaryNode[] => [{ tag: 'device-identity', attrs: {}, content }]
    const right = encodeSignedDeviceIdentity(account, true)
    const wrong = encodeSignedDeviceIdentity({ ...account, deviceSignature: randomBytes(64) }, true)
    for (const extra of [[], identity(wrong)]) {
      raw.send(message([[peer, first]], extra))
      expect((await raw.next((node) => node.tag === 'ack')).attrs.error).toBe('479')
    }
    expect(strict.rules()).toEqual(['message', 'message'])
    raw.send(message([[peer, first]], identity(right)))
    expect((await raw.next((node) => node.tag === 'ack')).attrs.error).toBeUndefined()
    // The session was never Bob's: his phone asks again, which is not the network's affair.
    await expect.poll(strict.rules).toContain('signal')
    raw.close()
  })

  test('a first message under a foreign identity is refused', async () => {
    const raw = await strict.login()
    const state = strict.state()
    const stranger = new PhoneSignal()
    const peer = `${strict.bob.lid}@lid`
    await stranger.begin(peer, new PhoneSignal().bundle())
    const first = enc('pkmsg', Buffer.from((await stranger.encrypt(peer, Buffer.from('x'))).ciphertext))
    const account = state.creds.account
    if (!account) throw new Error('the client is not linked')
    const content = encodeSignedDeviceIdentity(account, true)
    raw.send(message([[peer, first]], [{ tag: 'device-identity', attrs: {}, content }]))
    expect((await raw.next((node) => node.tag === 'ack')).attrs.error).toBe('479')
    expect(strict.violations[0]?.text).toContain('another identity')
    raw.close()
  })

  test('a message without an id ends the connection', async () => {
    const raw = await strict.login()
    raw.send({ tag: 'message', attrs: { to: `${strict.bob.lid}@lid` } })
    await raw.closed
    expect(strict.rules()).toEqual(['message'])
  })

  test('a stanza that nobody knows ends the connection', async () => {
    const raw = await strict.login()
    raw.send({ tag: 'nonsense', attrs: {} })
    expect((await raw.next((node) => node.tag === 'stream:error')).attrs.code).toBe('400')
    await raw.closed
    expect(strict.rules()).toEqual(['stanza'])
  })

  test('a call that nobody made cannot be declined; the client is answered all the same', async () => {
    const raw = await strict.login()
    const to = `${strict.bob.lid}@lid`
    const reject = { tag: 'reject', attrs: { 'call-id': 'NOCALL', 'call-creator': to, count: '0' } }
    raw.send({ tag: 'call', attrs: { id: 'c1', to }, content: [reject] })
    expect((await raw.next((node) => node.tag === 'ack')).attrs).toMatchObject({ class: 'call', id: 'c1' })
    expect(strict.rules()).toEqual(['call'])
    raw.close()
  })

  test('a status without a ciphertext of a sender key is refused', async () => {
    const raw = await strict.login()
    raw.send({
      tag: 'message',
      attrs: { id: 'S1', to: 'status@broadcast', type: 'text' },
      content: [enc('msg', signalLike)],
    })
    expect((await raw.next((node) => node.tag === 'ack')).attrs).toMatchObject({ id: 'S1', error: '479' })
    expect(strict.rules()).toEqual(['message'])
    raw.close()
  })

  test('a wrong Signal MAC is noticed by the phone, which asks again', async () => {
    const raw = await strict.login()
    const spoilt = message([[`${strict.bob.lid}@lid`, enc('msg', signalLike)]])
    raw.send(spoilt)
    const retry = await raw.next((node) => node.tag === 'receipt' && node.attrs.id === spoilt.attrs.id)
    expect(retry.attrs).toMatchObject({ type: 'retry', from: `${strict.bob.lid}@lid` })
    expect(strict.rules()).toEqual(['signal'])
    expect(strict.bob.messages()).toEqual([])
    raw.close()
  })

  test('a query without an id is a broken rule; one of an unknown kind is answered at once', async () => {
    const raw = await strict.login()
    raw.send(query('w:unheard-of', 'get', []))
    const answer = await raw.next((node) => node.tag === 'iq')
    expect((answer.content as BinaryNode[])[0]?.attrs.code).toBe('501')
    raw.send({ tag: 'iq', attrs: { type: 'get', xmlns: 'w:p' } })
    await expect.poll(strict.rules).toEqual(['iq'])
    raw.close()
  })
})
