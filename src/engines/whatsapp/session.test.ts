import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FaultRule } from '../../../sandbox/src/api.ts'
import { harness, keptLog, type Harness, type Running } from './harness.spec-suite.ts'

let net: Harness
let host: Running
/** Gives a silent network up soon. */
let hasty: Running
const options = { keepOnline: false }

beforeAll(async () => {
  net = await harness()
  host = net.host()
  hasty = net.host({ limits: { queryMs: 1500, sendMs: 4000 } })
})
afterEach(() => net.network.faults.clear())
afterAll(() => net.stop())

const settle = () => new Promise((resolve) => setTimeout(resolve, 300))

function fault(rule: FaultRule): void {
  net.network.faults.set([rule])
}

describe('how a connection ends', () => {
  /** Any stanza that the network sends meets the fault; a message is as good as another. */
  async function endBy(rule: FaultRule) {
    const { id, phone } = await host.linked()
    fault({ ...rule, number: phone.number })
    await net.newPhone().send(phone.number, { text: 'anything' })
    return host.events.until('closed', (event) => event.instance === id)
  }

  test.each([
    ['503', 'unavailable'],
    ['500', 'badSession'],
    ['516', 'badSession'],
    ['403', 'banned'],
    ['401', 'loggedOut'],
    ['405', 'versionRefused'],
  ])('stream error %s is %s', async (code, reason) => {
    const ending = await endBy({ direction: 'toClient', tag: 'message', action: { kind: 'streamError', code } })
    expect(ending.reason).toBe(reason)
  })

  test('a killed socket is lost', async () => {
    const { id, phone } = await host.linked()
    net.network.faults.killSockets(phone.number)
    expect((await host.events.until('closed', (event) => event.instance === id)).reason).toBe('lost')
  })

  test('a ban is told as one', async () => {
    const { id, phone } = await host.linked()
    phone.ban()
    expect((await host.events.until('closed', (event) => event.instance === id)).reason).toBe('banned')
  })

  test('515 is followed by a new connection without a word of closing', async () => {
    const { id, phone } = await host.linked()
    fault({
      direction: 'toClient',
      tag: 'message',
      number: phone.number,
      times: 1,
      action: { kind: 'streamError', code: '515' },
    })
    const { id: idMessage } = await net.newPhone().send(phone.number, { text: 'over the restart' })
    await host.events.until('message', ({ message }) => message.idMessage === idMessage)
    expect(host.events.of('closed', id)).toEqual([])
    await expect.poll(() => host.events.of('opened', id).length).toBe(2)
  })

  test('no credentials: logged out', async () => {
    host.client.post({ do: 'open', instance: 424_242, epoch: 1, options })
    expect((await host.events.until('closed', (event) => event.instance === 424_242)).reason).toBe('loggedOut')
  })
})

test('open is idempotent with the same epoch and starts anew with a later one', async () => {
  const { id } = await host.linked()
  host.client.post({ do: 'open', instance: id, epoch: 1, options })
  await settle()
  expect(host.events.of('opened', id)).toHaveLength(1)
  host.client.post({ do: 'open', instance: id, epoch: 2, options })
  await host.events.until('opened', (event) => event.instance === id && event.epoch === 2)
  expect(host.events.of('closed', id).map(({ epoch, reason }) => [epoch, reason])).toEqual([[1, 'asked']])
})

describe('questions the network does not answer', () => {
  test('a look-up that times out is an error, not a number without account', async () => {
    const { id, phone } = await hasty.linked()
    fault({ direction: 'fromClient', tag: 'iq', number: phone.number, action: { kind: 'drop' } })
    const asked = hasty.client.ask(id, { ask: 'lookUp', person: { kind: 'person', phone: net.newPhone().number } })
    await expect(asked).rejects.toMatchObject({ problem: { code: 'timeout' } })
  })

  test('a send whose device query times out fails instead of leaving without receivers', async () => {
    const { id, phone } = await hasty.linked()
    const friend = net.newPhone()
    const to = { kind: 'person' as const, phone: friend.number, lid: friend.lid }
    const content = { kind: 'text' as const, text: 'to nobody' }
    const { built } = await hasty.client.ask(id, { ask: 'build', idMessage: 'X1', to, content })
    fault({ direction: 'fromClient', tag: 'iq', number: phone.number, action: { kind: 'drop' } })
    const sending = hasty.client.ask(id, { ask: 'send', messages: [{ idMessage: 'X1', to, built }] })
    await expect(sending).rejects.toMatchObject({ problem: { code: 'timeout' } })
    net.network.faults.clear()
    await settle()
    expect(hasty.events.of('ack').some(({ idMessage }) => idMessage === 'X1')).toBe(false)
    // The same bytes under the same id, once the network answers.
    await hasty.client.ask(id, { ask: 'send', messages: [{ idMessage: 'X1', to, built }] })
    expect(await friend.waitFor(({ id }) => id === 'X1')).toMatchObject({ text: 'to nobody', wireCount: 1 })
  })

  test('a question that waits when the connection goes is answered at once', async () => {
    const { id, phone } = await host.linked()
    fault({ direction: 'fromClient', tag: 'iq', number: phone.number, action: { kind: 'drop' } })
    const asked = host.client.ask(id, { ask: 'lookUp', person: { kind: 'person', phone: net.newPhone().number } })
    setTimeout(() => net.network.faults.killSockets(phone.number), 100)
    // by itself it would be a timeout, after twenty seconds
    await expect(asked).rejects.toMatchObject({ problem: { code: 'disconnected' } })
  })
})

describe("the network's verdict", () => {
  test('sent is told by the ack alone', async () => {
    const { id, phone } = await host.linked()
    const friend = net.newPhone()
    fault({ direction: 'toClient', tag: 'ack', number: phone.number, action: { kind: 'drop' } })
    const unheard = await host.say(id, friend, 'taken without a word')
    await friend.waitFor((message) => message.id === unheard)
    net.network.faults.clear()
    const idMessage = await host.say(id, friend, 'acknowledged')
    await host.events.until('ack', (event) => event.idMessage === idMessage)
    expect(host.events.of('ack').some((event) => event.idMessage === unheard)).toBe(false)
  })

  test('479 is a refusal', async () => {
    const { id, phone } = await host.linked()
    fault({ tag: 'message', direction: 'fromClient', number: phone.number, action: { kind: 'ackError', code: '479' } })
    const idMessage = await host.say(id, net.newPhone(), 'stale')
    const { error } = await host.events.until('ack', (event) => event.idMessage === idMessage)
    expect(error).toMatchObject({ code: 'refused' })
  })

  test('a restricted account is told as such before the refused message', async () => {
    const { id, phone } = await host.linked()
    phone.restrict(true)
    const idMessage = await host.say(id, net.newPhone(), 'hello stranger')
    const { error } = await host.events.until('ack', (event) => event.idMessage === idMessage)
    expect(error).toMatchObject({ code: 'restricted' })
    expect(host.events.of('restriction').filter((event) => event.instance === id)).toMatchObject([
      { restricted: true, until: 0 },
    ])
  })

  test('a lock of new chats is told with its end, when it comes, when it is met and when it is asked for', async () => {
    const { id, phone } = await host.linked()
    const until = Math.ceil(Date.now() / 1000) * 1000 + 600_000
    phone.restrict({ kind: 'newChats', until })
    const lock = { restricted: true, until }
    await host.events.until('restriction', (event) => event.instance === id && event.until === until)
    const idMessage = await host.say(id, net.newPhone(), 'hello stranger')
    const { error } = await host.events.until('ack', (event) => event.idMessage === idMessage)
    expect(error).toMatchObject({ code: 'restricted' })
    expect(await host.client.ask(id, { ask: 'restriction' })).toEqual(lock)
    expect(host.events.of('restriction').filter((event) => event.instance === id)).toMatchObject([lock, lock, lock])
  })

  test('a cap is told when it is used up, and holds back new chats alone', async () => {
    const { id, phone } = await host.linked()
    const until = Math.ceil(Date.now() / 1000) * 1000 + 600_000
    const friend = net.newPhone()
    phone.restrict({ kind: 'cap', chats: 1, until })
    await host.events.until('capped', (event) => event.instance === id && event.until === null)
    await host.say(id, friend, 'the one')
    await host.events.until('capped', (event) => event.instance === id && event.until === until)
    const [more, known] = [await host.say(id, net.newPhone(), 'too many'), await host.say(id, friend, 'again')]
    const told = async (idMessage: string) =>
      (await host.events.until('ack', (event) => event.idMessage === idMessage)).error?.code
    expect([await told(known), await told(more)]).toEqual([undefined, 'restricted'])
    const locks = host.events.of('restriction').filter((event) => event.instance === id && event.restricted)
    expect(locks).toEqual([])
  })

  test('receipts that come at once are told, with who sent them', async () => {
    const { id } = await host.linked()
    const friend = net.newPhone()
    const ids: string[] = []
    for (const text of ['a', 'b', 'c']) ids.push(await host.say(id, friend, text))
    for (const idMessage of ids) {
      const { by, chat } = await host.events.until(
        'receipt',
        (event) => event.status === 'delivered' && event.idMessages.includes(idMessage),
      )
      expect(by).toEqual(chat)
      expect([friend.number, friend.lid]).toContain('phone' in by ? by.phone : 'lid' in by ? by.lid : '')
    }
  })
})

test('messages go to the LID: a refreshed device list burns no prekeys', async () => {
  const { id } = await host.linked()
  const friend = net.newPhone()
  await host.say(id, friend, 'first contact')
  const types = host.store.commits
    .filter(({ instance }) => instance === id)
    .flatMap(({ change }) => (change.keys ?? []).map((key) => `${key.type} ${key.id}`))
  expect(types.some((key) => key.startsWith(`session ${friend.lid}_1.`))).toBe(true)
  expect(types.some((key) => key.startsWith(`session ${friend.number}.`))).toBe(false)
  const { lid } = await host.client.ask(id, { ask: 'lookUp', person: { kind: 'person', phone: friend.number } })
  expect(lid).toBe(friend.lid)
})

test('a person who cannot read a message gets it again from the stored bytes', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  await host.say(id, friend, 'warm up')
  fault({ direction: 'toClient', tag: 'message', number: friend.number, times: 1, action: { kind: 'corrupt' } })
  const idMessage = await host.say(id, friend, 'garbled at first')
  expect(await friend.waitFor((message) => message.id === idMessage)).toMatchObject({ text: 'garbled at first' })
  expect(phone.number).not.toBe(friend.number)
})

test('a flood closes the session; it resumes when the inbox is drained', async () => {
  const small = net.host({ limits: { pendingInboxBytes: 4000 } })
  const { id, phone } = await small.linked()
  const friend = net.newPhone()
  const text = 'x'.repeat(1000)
  for (let i = 0; i < 6; i++) await friend.send(phone.number, { text })
  const { reason } = await small.events.until('closed', (event) => event.instance === id)
  expect(reason).toBe('flooded')
  small.client.post({ do: 'open', instance: id, epoch: 1, options })
  await expect.poll(() => small.events.of('closed', id).length).toBe(2)
  expect(small.events.of('closed', id).at(-1)?.reason).toBe('flooded')
  for (const row of await small.store.inbox(id)) small.store.recorded(id, row.id)
  small.events.clear()
  small.client.post({ do: 'open', instance: id, epoch: 1, options })
  await small.events.until('opened', (event) => event.instance === id)
})

test('typing, reading and the account itself', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  const { id: idMessage } = await friend.send(phone.number, { text: 'read me' })
  const { message } = await host.events.until('message', (event) => event.message.idMessage === idMessage)
  await host.client.ask(id, { ask: 'markRead', chat: message.chat, messages: [{ idMessage, author: message.author }] })
  await expect.poll(() => friend.messages().find((entry) => entry.id === idMessage)?.status).toBe('read')
  await host.client.ask(id, { ask: 'typing', chat: message.chat, recording: false, forMs: 100 })
  await expect.poll(() => friend.notices().map(({ kind }) => kind)).toEqual(['composing', 'paused'])
  const account = await host.client.ask(id, { ask: 'account' })
  expect(account).toMatchObject({ phone: phone.number, lid: phone.lid })
})

test('the protocol version is asked for at each connection', async () => {
  const asked: number[] = []
  let version: [number, number, number] = [2, 3000, 1]
  const tuned = net.host({
    version: () => {
      asked.push(version[2])
      return version
    },
  })
  const { id } = await tuned.linked()
  version = [2, 3000, 2]
  tuned.client.post({ do: 'open', instance: id, epoch: 2, options })
  await tuned.events.until('opened', (event) => event.epoch === 2)
  expect(asked.at(0)).toBe(1)
  expect(asked.at(-1)).toBe(2)
})

test('the log holds no message and no key, also when something goes wrong', async () => {
  const lines: string[] = []
  const told = net.host({ log: keptLog(lines) })
  const { id, phone } = await told.linked()
  const friend = net.newPhone()
  await told.say(id, friend, 'a very private word')
  told.store.onCommit = () => {
    throw new Error('disk full')
  }
  await friend.send(phone.number, { text: 'another private word' })
  await told.events.until('closed', (event) => event.instance === id)
  told.store.onCommit = () => undefined
  const creds = Buffer.from((await told.store.creds(id)) ?? []).toString()
  const [, advSecret = 'missing'] = /"advSecretKey":"([^"]+)"/.exec(creds) ?? []
  const log = lines.join('\n')
  for (const secret of ['private word', advSecret, friend.number]) expect(log).not.toContain(secret)
})

test('no rule of the network was broken', () => {
  expect(net.violations).toEqual([])
})
