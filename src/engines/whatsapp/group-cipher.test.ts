import { expect, test } from 'vitest'
import { memorySessionStore } from '../testing/memory-session-store.ts'
import { cleanKeys, keyCache } from './key-cache.ts'
import { transactional } from './key-transactions.ts'
import { DEFAULT_CONNECTION_CONFIG, initAuthCreds } from './library.ts'
import { quietLogger } from './quiet-logger.ts'
// After the engine: the network uses the same library, which has to be loaded behind the engine's hook.
import { SenderKeys } from '../../../sandbox/src/phone/sender-keys.ts'

const GROUP = '120363011112222333@g.us'
const PHONE = '912345678123456@lid'
const OWN = '99111:7@lid'

/** The engine's group cipher over its own key store, beside a phone's, which shares no code with it. */
function setUp() {
  const creds = initAuthCreds()
  creds.me = { id: '4930111:7@s.whatsapp.net', lid: OWN }
  const store = memorySessionStore()
  const heard = { onInbox: () => undefined, onNames: () => undefined, onBroken: () => undefined }
  const world = { store, instance: 1, epoch: 1, clean: cleanKeys(1_000_000), ...heard }
  const keys = transactional(keyCache(world, () => creds).keys)
  const engine = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, quietLogger)
  const phone = new SenderKeys()
  const say = (text: string) => phone.encrypt(GROUP, Buffer.from(text), [OWN])
  const read = async (msg: Uint8Array) =>
    Buffer.from(await engine.decryptGroupMessage({ group: GROUP, authorJid: PHONE, msg })).toString()
  const write = (text: string) => engine.encryptGroupMessage({ group: GROUP, meId: OWN, data: Buffer.from(text) })
  const learn = (key: Uint8Array) => {
    const item = { groupId: GROUP, axolotlSenderKeyDistributionMessage: key }
    return engine.processSenderKeyDistributionMessage({ authorJid: PHONE, item })
  }
  return { phone, say, read, write, learn }
}

test('the engine reads what a phone writes, after 2,000 messages and out of order too, and nothing twice', async () => {
  const { say, read, learn } = setUp()
  const first = say('0')
  await learn(first.distribution)
  const sent = [first.ciphertext, ...Array.from({ length: 2010 }, (_, at) => say(String(at + 1)).ciphertext)]
  const at = (index: number) => sent[index] ?? Buffer.alloc(0)
  for (const index of [...Array(200).keys(), 1999]) expect(await read(at(index))).toBe(String(index))
  for (const index of [2006, 2001, 2000, 2010, 2003]) {
    expect(await read(at(index))).toBe(String(index))
    await expect(read(at(index))).rejects.toThrow('old counter')
  }
  const spoilt = Buffer.from(at(2004))
  spoilt.writeUInt8(spoilt.readUInt8(30) ^ 1, 30)
  await expect(read(spoilt)).rejects.toThrow('invalid signature')
  expect(await read(at(2004))).toBe('2004')
})

test('a phone reads what the engine writes, also out of order', async () => {
  const { phone, write } = setUp()
  const sent: Uint8Array[] = []
  for (let index = 0; index < 300; index++) {
    const { ciphertext, senderKeyDistributionMessage } = await write(String(index))
    if (index === 0) phone.learn(GROUP, OWN, senderKeyDistributionMessage)
    sent.push(ciphertext)
  }
  const order = [...sent.keys()].map((index) => index ^ 3)
  for (const index of order)
    expect(phone.decrypt(GROUP, OWN, sent[index] ?? Buffer.alloc(0)).toString()).toBe(String(index))
})
