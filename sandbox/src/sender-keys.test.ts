import { DEFAULT_CONNECTION_CONFIG, initAuthCreds, type SignalDataSet, type SignalDataTypeMap } from 'baileys'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { SenderKeys } from './phone/sender-keys.ts'
import { silent } from './phone/silent-logger.ts'
import { link, untilText } from './testing/client.ts'
import { SigningKey, verify } from './wire/curve.ts'
import { readFields, writeFields } from './wire/protobuf.ts'

const GROUP = '120363011112222333@g.us'
const ANN = '912345678123456@lid'
const text = (said: string): Buffer => Buffer.from(said)

/** Ann writes and Bob, who has her key from the first message on, reads. */
function pair() {
  const [ann, bob] = [new SenderKeys(), new SenderKeys()]
  const first = ann.encrypt(GROUP, text('first'), ['bob'])
  bob.learn(GROUP, ANN, first.distribution)
  const say = (said: string) => ann.encrypt(GROUP, text(said), ['bob']).ciphertext
  const read = (ciphertext: Buffer) => bob.decrypt(GROUP, ANN, ciphertext).toString()
  return { ann, bob, first, say, read }
}

/** The same message with another number and body, and its former signature. */
function altered(ciphertext: Buffer, change: (fields: { iteration: number; sealed: Buffer }) => void): Buffer {
  const fields = readFields(ciphertext.subarray(1, -64))
  const told = { iteration: Number(fields?.get(2)), sealed: Buffer.from(fields?.get(3) as Buffer) }
  change(told)
  const body = writeFields(Number(fields?.get(1)), told.iteration, told.sealed)
  return Buffer.concat([ciphertext.subarray(0, 1), body, ciphertext.subarray(-64)])
}

describe('between phones', () => {
  test('messages take one step each, open in any order, and once', () => {
    const { ann, first, say, read } = pair()
    const sent = ['a', 'b', 'c', 'd'].map(say)
    const iterations = [first.ciphertext, ...sent].map((one) => readFields(one.subarray(1, -64))?.get(2))
    expect(iterations).toEqual([0, 1, 2, 3, 4])
    expect([3, 0, 2, 1].map((at) => read(sent[at] ?? first.ciphertext))).toEqual(['d', 'a', 'c', 'b'])
    expect(read(first.ciphertext)).toBe('first')
    for (const again of [first.ciphertext, ...sent]) expect(() => read(again)).toThrow('a used counter')
    expect(ann.encrypt(GROUP, text('e'), ['bob', 'eve']).lacking).toEqual(['eve'])
  })

  test.each<[string, string, (ciphertext: Buffer) => Buffer]>([
    [
      'a spoilt signature',
      'a wrong signature',
      (one) => (one.writeUInt8(one.readUInt8(one.length - 9) ^ 1, one.length - 9), one),
    ],
    [
      'a spoilt ciphertext',
      'a wrong signature',
      (one) => altered(one, ({ sealed }) => void sealed.writeUInt8(sealed.readUInt8(0) ^ 1)),
    ],
    ['another iteration', 'a wrong signature', (one) => altered(one, (told) => void told.iteration++)],
    ['another version', 'no message of a sender key', (one) => (one.writeUInt8(0x32), one)],
    ['no body', 'no message of a sender key', (one) => one.subarray(0, 20)],
  ])('%s is refused, and the message itself opens afterwards', (_what, refusal, spoil) => {
    const { say, read } = pair()
    const sent = say('hello')
    expect(() => read(spoil(Buffer.from(sent)))).toThrow(refusal)
    expect(read(sent)).toBe('hello')
  })

  test('what is too far ahead is refused; what was passed over opens within the bound', () => {
    const { say, read } = pair()
    const sent = Array.from({ length: 2002 }, (_, at) => say(String(at)))
    const [early, at1999, at2001] = [sent[0], sent[1999], sent[2001]] as [Buffer, Buffer, Buffer]
    expect(() => read(at2001)).toThrow('too far ahead')
    expect(read(at1999)).toBe('1999')
    expect(read(at2001)).toBe('2001')
    // 2,001 were passed over by now, one more than are kept: the very first is gone
    expect(read(early)).toBe('0')
    expect(() => read(early)).toThrow('a used counter')
  })

  test('a key that is shared again does not begin anew, and a forged one stands beside it', () => {
    const { ann, bob, first, say, read } = pair()
    expect(read(first.ciphertext)).toBe('first')
    bob.learn(GROUP, ANN, first.distribution)
    expect(() => read(first.ciphertext)).toThrow('a used counter')
    bob.learn(GROUP, ANN, ann.distribution(GROUP))
    expect(read(say('on'))).toBe('on')
    expect(() => bob.learn(GROUP, ANN, first.distribution.subarray(0, -1))).toThrow('a sender key without')
  })

  test('who has gone never gets the next key, and all of it outlives a restart', () => {
    const { ann, bob, first, read } = pair()
    ann.encrypt(GROUP, text('to two'), ['bob', 'eve'])
    const later = ann.encrypt(GROUP, text('without eve'), ['bob'])
    expect(later.lacking).toEqual(['bob'])
    expect(() => read(later.ciphertext)).toThrow('nobody shared')
    bob.learn(GROUP, ANN, later.distribution)
    const [annAgain, bobAgain] = [new SenderKeys(ann.save()), new SenderKeys(bob.save())]
    expect(annAgain.save()).toEqual(ann.save())
    const next = annAgain.encrypt(GROUP, text('next'), ['bob'])
    expect(next.lacking).toEqual([])
    const opened = [next, later, first].map(({ ciphertext }) => bobAgain.decrypt(GROUP, ANN, ciphertext).toString())
    expect(opened).toEqual(['next', 'without eve', 'first'])
  })
})

test('a signing key’s signatures are XEdDSA ones by its Curve25519 form, and nobody else’s', () => {
  for (let count = 0; count < 20; count++) {
    const key = new SigningKey()
    const signature = key.sign(text('said'))
    expect(verify(key.public, text('said'), signature)).toBe(true)
    expect(verify(key.public, text('never said'), signature)).toBe(false)
    expect(verify(new SigningKey().public, text('said'), signature)).toBe(false)
    signature.writeUInt8(signature.readUInt8(63) ^ 0x80, 63)
    expect(verify(key.public, text('said'), signature)).toBe(false)
    expect(new SigningKey(key.seed).public).toEqual(key.public)
  }
})

describe('with the client library', () => {
  const library = () => {
    const data = new Map<string, unknown>()
    const get = <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) =>
      Object.fromEntries(ids.map((id) => [id, data.get(`${type} ${id}`) as SignalDataTypeMap[T]]))
    const set = (changes: SignalDataSet) => {
      for (const [type, values] of Object.entries(changes))
        for (const [id, value] of Object.entries(values ?? {})) data.set(`${type} ${id}`, value)
    }
    const transaction = <T>(work: () => Promise<T>) => work()
    const keys = { get, set, transaction, isInTransaction: () => false }
    return DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds: initAuthCreds(), keys }, silent)
  }

  // what was passed over it no longer reads: it stores those keys in a form that it cannot load
  test('it reads what a phone writes, in order and far ahead', async () => {
    const [phone, client] = [new SenderKeys(), library()]
    const first = phone.encrypt(GROUP, text('0'), ['client'])
    const item = { groupId: GROUP, axolotlSenderKeyDistributionMessage: first.distribution }
    await client.processSenderKeyDistributionMessage({ authorJid: ANN, item })
    const later = Array.from({ length: 1990 }, (_, at) => phone.encrypt(GROUP, text(String(at + 1)), ['client']))
    for (const at of [0, 1, 2, 1989, 1990]) {
      const msg = [first, ...later][at]?.ciphertext ?? Buffer.alloc(0)
      const plain = await client.decryptGroupMessage({ group: GROUP, authorJid: ANN, msg })
      expect(Buffer.from(plain).toString()).toBe(String(at))
      await expect(client.decryptGroupMessage({ group: GROUP, authorJid: ANN, msg })).rejects.toThrow('old counter')
    }
  })

  test('a phone reads what it writes, which skips a step with each message', async () => {
    const [phone, client] = [new SenderKeys(), library()]
    const sent: Uint8Array[] = []
    for (let at = 0; at < 8; at++) {
      const made = await client.encryptGroupMessage({ group: GROUP, meId: ANN, data: text(String(at)) })
      if (at === 0) phone.learn(GROUP, ANN, made.senderKeyDistributionMessage)
      sent.push(made.ciphertext)
    }
    const opened = [4, 1, 0, 7, 2, 6, 3, 5].map((at) => {
      const ciphertext = sent[at] ?? Buffer.alloc(0)
      const plain = phone.decrypt(GROUP, ANN, ciphertext).toString()
      expect(() => phone.decrypt(GROUP, ANN, ciphertext)).toThrow('a used counter')
      return plain
    })
    expect(opened).toEqual(['4', '1', '0', '7', '2', '6', '3', '5'])
  })
})

describe('on the wire', () => {
  let network: SandboxNetwork
  const violations: Violation[] = []
  beforeAll(async () => void (network = await startSandbox({ onViolation: (one) => violations.push(one) })))
  afterAll(() => network.stop())

  test('a status goes from a phone to a client and back', async () => {
    const ann = network.createPhone({ number: '79001230001', name: 'Ann' })
    const bob = network.createPhone({ number: '79001230002', name: 'Bob' })
    const client = await link(network.facts, ann)
    for (const said of ['Morning', 'Evening']) await bob.send('status@broadcast', { text: said, viewers: [ann.number] })
    for (const said of ['Morning', 'Evening'])
      expect((await untilText(client, said)).key).toMatchObject({
        remoteJid: 'status@broadcast',
        participant: `${bob.lid}@lid`,
      })
    for (const said of ['Up', 'Down', 'Out'])
      await client.sock.sendMessage('status@broadcast', { text: said }, { statusJidList: [`${bob.lid}@lid`] })
    for (const said of ['Up', 'Down', 'Out'])
      expect(await bob.waitFor((message) => message.text === said)).toMatchObject({
        chat: 'status@broadcast',
        sender: ann.number,
        wireCount: 1,
      })
    expect(violations).toEqual([])
  })
})
