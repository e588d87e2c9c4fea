import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { PhoneSignal } from './phone/signal.ts'
import type { KeyBundle } from './state/model.ts'
import { agree, generateKeyPair, sign, type KeyPair } from './wire/curve.ts'
import { readFields, writeFields } from './wire/protobuf.ts'

/**
 * Signal's sessions once more, with Node's own primitives alone: what the library writes is opened and what it reads is
 * sealed by code that shares nothing with it.
 */
const VERSION = Buffer.of(0x33)
const typed = (key: Uint8Array): Buffer => Buffer.concat([Buffer.of(5), key])
const hmac = (key: Buffer, ...data: Uint8Array[]): Buffer =>
  data.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest()

function expand(input: Buffer, salt: Buffer, info: string, bytes: number): Buffer[] {
  const out = Buffer.from(hkdfSync('sha256', input, salt, info, bytes))
  return [out.subarray(0, 32), out.subarray(32, 64), out.subarray(64)]
}

/** Root key after the agreements of a first message, in Signal's order. */
function firstRoot(agreements: Buffer[]): Buffer {
  const secret = Buffer.concat([Buffer.alloc(32, 0xff), ...agreements])
  return expand(secret, Buffer.alloc(32), 'WhisperText', 64)[0] as Buffer
}

/** A step of the root with an agreement of ratchet keys: the next root, and the chain that it opens. */
const step = (root: Buffer, agreement: Buffer) => expand(agreement, root, 'WhisperRatchet', 64) as [Buffer, Buffer]

const messageKeys = (chain: Buffer) => {
  return expand(hmac(chain, Buffer.of(1)), Buffer.alloc(32), 'WhisperMessageKeys', 80) as [Buffer, Buffer, Buffer]
}

/** The MAC of a message binds it to both identities, the sender's first. */
const macOf = (key: Buffer, from: Buffer, to: Buffer, body: Buffer) =>
  hmac(key, typed(from), typed(to), body).subarray(0, 8)

interface Between {
  from: Buffer
  to: Buffer
}

function open(message: Buffer, chain: Buffer, { from, to }: Between): string {
  const [cipherKey, macKey, iv] = messageKeys(chain)
  const body = message.subarray(0, -8)
  expect(macOf(macKey, from, to, body)).toEqual(message.subarray(-8))
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
  const sealed = readFields(body.subarray(1))?.get(4) as Buffer
  return Buffer.concat([decipher.update(sealed), decipher.final()]).toString()
}

function seal(text: string, ratchet: Buffer, chain: Buffer, { from, to }: Between): Buffer {
  const [cipherKey, macKey, iv] = messageKeys(chain)
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv)
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  const body = Buffer.concat([VERSION, writeFields(typed(ratchet), 0, 0, sealed)])
  return Buffer.concat([body, macOf(macKey, from, to, body)])
}

const raw = (field: number | Buffer | undefined): Buffer => (field as Buffer).subarray(1)

test('a first message of the library is opened by hand', async () => {
  const [identity, signed, oneTime] = [generateKeyPair(), generateKeyPair(), generateKeyPair()]
  const bundle: KeyBundle = {
    registrationId: 77,
    identity: identity.public,
    signed: { id: 5, value: signed.public, signature: sign(identity.private, typed(signed.public)) },
    oneTime: { id: 9, value: oneTime.public },
  }
  const phone = new PhoneSignal()
  await phone.begin('912345678123456@lid', bundle)
  const { type, ciphertext } = await phone.encrypt('912345678123456@lid', Buffer.from('hello'))
  expect(type).toBe('pkmsg')
  const first = readFields(Buffer.from(ciphertext).subarray(1))
  const [base, theirs, message] = [raw(first?.get(2)), raw(first?.get(3)), first?.get(4) as Buffer]
  expect([first?.get(1), first?.get(6), theirs]).toEqual([9, 5, phone.identity.public])
  const root = firstRoot([
    agree(signed.private, theirs),
    agree(identity.private, base),
    agree(signed.private, base),
    agree(oneTime.private, base),
  ])
  const ratchet = raw(readFields(message.subarray(1, -8))?.get(1))
  const [, chain] = step(root, agree(signed.private, ratchet))
  expect(open(message, chain, { from: theirs, to: identity.public })).toBe('hello')
  phone.close()
})

test('the library opens what was sealed by hand, and its answer is opened by hand', async () => {
  const phone = new PhoneSignal()
  const bundle = phone.bundle()
  const [identity, base, ratchet] = [generateKeyPair(), generateKeyPair(), generateKeyPair()] as [
    KeyPair,
    KeyPair,
    KeyPair,
  ]
  const oneTime = bundle.oneTime ?? { id: 0, value: Buffer.alloc(32) }
  const root = firstRoot([
    agree(identity.private, bundle.signed.value),
    agree(base.private, bundle.identity),
    agree(base.private, bundle.signed.value),
    agree(base.private, oneTime.value),
  ])
  const [next, chain] = step(root, agree(ratchet.private, bundle.signed.value))
  const message = seal('hello', ratchet.public, chain, { from: identity.public, to: bundle.identity })
  const fields = [oneTime.id, typed(base.public), typed(identity.public), message, 77, bundle.signed.id]
  const first = Buffer.concat([VERSION, writeFields(...fields)])
  const spoilt = Buffer.from(first)
  spoilt.writeUInt8(spoilt.readUInt8(spoilt.length - 10) ^ 1, spoilt.length - 10)
  const jid = '912345678123456@lid'
  await expect(phone.decrypt(jid, 'pkmsg', spoilt)).rejects.toThrow()
  expect(Buffer.from(await phone.decrypt(jid, 'pkmsg', first)).toString()).toBe('hello')

  const { type, ciphertext } = await phone.encrypt(jid, Buffer.from('good day'))
  expect(type).toBe('msg')
  const answer = Buffer.from(ciphertext)
  const theirs = raw(readFields(answer.subarray(1, -8))?.get(1))
  const [, back] = step(next, agree(ratchet.private, theirs))
  expect(open(answer, back, { from: bundle.identity, to: identity.public })).toBe('good day')
  phone.close()
})
