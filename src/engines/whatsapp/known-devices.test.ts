import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Address } from '../../base/content.ts'
import { mintMessageId } from '../../base/ids.ts'
import type { Phone } from '../../../sandbox/src/api.ts'
import { harness, type Harness, type Running } from './harness.spec-suite.ts'

let net: Harness
let host: Running

beforeAll(async () => {
  net = await harness()
  host = net.host()
})
afterEach(() => net.network.faults.clear())
afterAll(async () => {
  expect(net.violations).toEqual([])
  await net.stop()
})

/** Hands the texts over in one question; their ids, and how many have left. */
async function hand(running: Running, id: number, people: (Phone | GroupAddress)[], texts: string[]) {
  const messages = await Promise.all(
    texts.map(async (text, index) => {
      const to = addressOf(people[index % people.length])
      const idMessage = mintMessageId()
      const { built } = await running.client.ask(id, { ask: 'build', idMessage, to, content: { kind: 'text', text } })
      running.store.sent(id, idMessage, built)
      return { idMessage, to, built }
    }),
  )
  const { handed } = await running.client.ask(id, { ask: 'send', messages })
  return { handed, ids: messages.map(({ idMessage }) => idMessage) }
}

type GroupAddress = Extract<Address, { kind: 'group' }>

function addressOf(one: Phone | GroupAddress | undefined): Address {
  return one && 'kind' in one ? one : { kind: 'person', phone: one?.number ?? '' }
}

/** A friend whose devices, session and tokens are settled. */
async function acquainted(id: number): Promise<Phone> {
  const friend = net.newPhone()
  for (const text of ['hello', 'again']) {
    await host.say(id, friend, text)
    await friend.waitFor((message) => message.text === text)
  }
  return friend
}

const keysOf = (id: number, from: number, type: string) =>
  host.store.commits
    .slice(from)
    .filter(({ instance, change }) => instance === id && change.keys?.some((key) => key.type === type))

/** The network answers nothing from now on: whatever has to be asked for never comes. */
const silence = (phone: Phone) =>
  net.network.faults.set([
    { direction: 'fromClient', tag: 'iq', number: phone.number, times: 100, action: { kind: 'drop' } },
  ])

test('texts to known devices leave in order after one commit, asking the network nothing', async () => {
  const { id, phone } = await host.linked()
  const friends = [await acquainted(id), await acquainted(id)]
  const from = host.store.commits.length
  silence(phone)
  const texts = Array.from({ length: 8 }, (_, index) => `text ${index}`)
  const { handed, ids } = await hand(host, id, friends, texts)
  expect(handed).toBe(8)
  for (const [index, idMessage] of ids.entries()) {
    const friend = friends[index % 2]
    expect(await friend?.waitFor((message) => message.id === idMessage)).toMatchObject({
      text: texts[index],
      wireCount: 1,
    })
  }
  const heard = friends[0]?.messages().map(({ text }) => text)
  expect(heard).toEqual(['hello', 'again', 'text 0', 'text 2', 'text 4', 'text 6'])
  expect(keysOf(id, from, 'session')).toHaveLength(1)
  await expect.poll(() => phone.messages().filter(({ text }) => text?.startsWith('text')).length).toBe(8)
})

test('no stanza of a batch leaves before its commit; when that fails, none ever does', async () => {
  const { id } = await host.linked()
  const friend = await acquainted(id)
  let fail = (_error: Error): void => undefined
  const stuck = new Promise<void>((_resolve, reject) => (fail = reject))
  stuck.catch(() => undefined)
  host.store.onCommit = (instance, { keys }) =>
    instance === id && keys?.some(({ type }) => type === 'session') ? stuck : undefined
  const sending = hand(host, id, [friend], ['never', 'neither'])
  const refused = expect(sending).rejects.toMatchObject({ problem: { code: expect.any(String) as string } })
  const closed = host.events.until('closed', (event) => event.instance === id)
  fail(new Error('disk full'))
  expect((await closed).reason).toBe('failed')
  await refused
  host.store.onCommit = () => undefined
  expect(friend.messages().map(({ text }) => text)).toEqual(['hello', 'again'])
})

test('a message that cannot leave holds back nothing before it, and is spoken of when its turn comes', async () => {
  const { id } = await host.linked()
  const friend = await acquainted(id)
  const nobody = { number: '4930123456' } as Phone
  const { handed } = await hand(host, id, [friend, nobody, friend], ['before', 'to nobody', 'behind'])
  expect(handed).toBe(1)
  await friend.waitFor(({ text }) => text === 'before')
  await expect(hand(host, id, [nobody], ['to nobody'])).rejects.toMatchObject({ problem: { code: 'noAccount' } })
})

test('after a restart sessions go on: nothing is asked for and no session begins anew', async () => {
  const { id, phone } = await host.linked()
  const friend = await acquainted(id)
  host.client.post({ do: 'close', instance: id })
  await host.events.until('closed', (event) => event.instance === id)
  const next = net.host({}, host.store)
  next.client.post({ do: 'open', instance: id, epoch: 1, options: { keepOnline: false } })
  await next.events.until('opened', (event) => event.instance === id)
  silence(phone)
  const { ids } = await hand(next, id, [friend], ['after the restart'])
  expect(await friend.waitFor(({ id: of }) => of === ids[0])).toMatchObject({ text: 'after the restart', wireCount: 1 })
})

test('a person is given our token once, not with each message', async () => {
  const { id } = await host.linked()
  const from = host.store.commits.length
  const friend = await acquainted(id)
  await hand(host, id, [friend], ['three', 'four'])
  await friend.waitFor(({ text }) => text === 'four')
  expect(keysOf(id, from, 'tctoken')).toHaveLength(1)
})

test('texts to a group whose members have our key leave after one commit, asking nothing, as long as nobody comes or goes', async () => {
  const { id, phone } = await host.linked()
  const [friend, other, late] = [net.newPhone(), net.newPhone(), net.newPhone()]
  const { id: jid } = phone.createGroup('Walkers', [friend.number, other.number])
  const group = { kind: 'group' as const, id: jid.replace('@g.us', '') }
  const say = async (...texts: string[]) => {
    const from = host.store.commits.length
    const { ids } = await hand(host, id, [group], texts)
    return { ids, commits: keysOf(id, from, 'sender-key').length, given: keysOf(id, from, 'sender-key-memory').length }
  }
  const read = async (by: Phone, ids: string[]) => {
    for (const one of ids) expect(await by.waitFor((message) => message.id === one)).toMatchObject({ wireCount: 1 })
  }
  await read(friend, (await say('the key comes with it')).ids)
  silence(phone)
  const texts = Array.from({ length: 8 }, (_, index) => `step ${index}`)
  const quick = await say(...texts)
  expect(quick).toMatchObject({ commits: 1, given: 0 })
  for (const one of [friend, other, phone]) await read(one, quick.ids)
  expect(
    other
      .messages()
      .slice(-8)
      .map(({ text }) => text),
  ).toEqual(texts)
  net.network.faults.clear()
  const heard = host.events.until('group', (event) => event.instance === id && event.subject === 'Hikers')
  phone.inGroup(jid, { act: 'add', number: late.number })
  phone.inGroup(jid, { act: 'remove', number: other.number })
  phone.inGroup(jid, { act: 'set', subject: 'Hikers' })
  await heard
  const changed = await say('who came reads it')
  for (const one of [friend, late]) await read(one, changed.ids)
  expect(changed.given).toBeGreaterThan(0)
  expect(other.messages().some(({ text }) => text === 'who came reads it')).toBe(false)
  silence(phone)
  const again = await say('and', 'on')
  expect(again).toMatchObject({ commits: 1, given: 0 })
  for (const one of [friend, late]) await read(one, again.ids)
})
