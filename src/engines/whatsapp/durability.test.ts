import { afterAll, beforeAll, expect, test } from 'vitest'
import { mintMessageId } from '../../base/ids.ts'
import { harness, type Harness, type Running } from './harness.spec-suite.ts'

let net: Harness
let host: Running

beforeAll(async () => {
  net = await harness()
  host = net.host()
})
afterAll(() => net.stop())

/** Stops commits that match until released; tells when one waits. */
function holdCommits(running: Running, match: (change: { inbox?: unknown[]; keys?: { type: string }[] }) => boolean) {
  let release = (): void => undefined
  let reached = (): void => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  const waiting = new Promise<void>((resolve) => (reached = resolve))
  running.store.onCommit = (_instance, change) => {
    if (!match(change)) return undefined
    reached()
    return gate
  }
  return {
    waiting,
    release() {
      running.store.onCommit = () => undefined
      release()
    },
  }
}

/** Messages a person wrote; a fresh device also gets protocol messages from its own phone. */
const spoken = (running: Running, id: number) =>
  running.events.of('message', id).filter(({ message }) => message.contentClass === 'message')

const textOf = ({ message }: { message: { content: unknown } }) => (message.content as { text?: string }).text

const settle = () => new Promise((resolve) => setTimeout(resolve, 300))

test('a received message is durable, with its ratchet step in one commit, before its receipt leaves', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  phone.autoDeliver = false // so that the only receipt is the linked device's
  const held = holdCommits(host, ({ inbox }) => Boolean(inbox?.length))
  const { id: idMessage } = await friend.send(phone.number, { text: 'first' })
  const status = () => friend.messages().find((message) => message.id === idMessage)?.status
  await held.waiting
  await settle()
  expect(spoken(host, id)).toEqual([])
  expect(status()).toBe('sent')
  held.release()
  await host.events.until('message', ({ message }) => message.idMessage === idMessage)
  await expect.poll(status).toBe('delivered')
  const commit = host.store.commits.findLast(({ instance, change }) => instance === id && change.inbox?.length)
  expect(commit?.change.keys?.map(({ type }) => type)).toContain('session')
})

test('messages that come while a commit runs share the next one, and their receipts leave after it', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  phone.autoDeliver = false
  await friend.send(phone.number, { text: 'hello' })
  await host.events.until('message', (event) => event.instance === id && textOf(event) === 'hello')
  const held = holdCommits(host, ({ inbox }) => Boolean(inbox?.length))
  const from = host.store.commits.length
  const sent: string[] = []
  for (const text of ['held', ...Array.from({ length: 20 }, (_, i) => `next ${i}`)]) {
    sent.push((await friend.send(phone.number, { text })).id)
    if (sent.length === 1) await held.waiting
  }
  await settle()
  const states = () => new Set(friend.messages().flatMap((one) => (sent.includes(one.id) ? [one.status] : [])))
  expect(states()).toEqual(new Set(['sent']))
  expect(spoken(host, id)).toHaveLength(1)
  held.release()
  await expect.poll(states).toEqual(new Set(['delivered']))
  expect(spoken(host, id).map(textOf)).toEqual(['hello', 'held', ...Array.from({ length: 20 }, (_, i) => `next ${i}`)])
  const commits = host.store.commits.slice(from).filter(({ change }) => change.inbox?.length)
  expect(commits.length).toBeLessThan(sent.length / 2)
})

test('one person who writes to two accounts at once: each ratchet step is stored with its message, never before', async () => {
  const [one, two] = await Promise.all([host.linked(), host.linked()])
  const friend = net.newPhone()
  const from = host.store.commits.length
  const count = 15
  host.store.latencyMs = 3
  for (let i = 0; i < count; i++) {
    await Promise.all([one, two].map(({ phone }) => friend.send(phone.number, { text: `both ${i}` })))
    // one at a time: what comes meanwhile would share the commit
    for (const { id } of [one, two])
      await host.events.until('message', (event) => event.instance === id && textOf(event) === `both ${i}`)
  }
  host.store.latencyMs = 0
  const steps = host.store.commits
    .slice(from)
    .filter(({ change }) => change.keys?.some(({ type }) => type === 'session'))
  expect(steps.length).toBeGreaterThanOrEqual(count)
  expect(steps.filter(({ change }) => !change.inbox?.length)).toEqual([])
})

test('the ratchet step of a send is durable before the stanza leaves', async () => {
  const { id } = await host.linked()
  const friend = net.newPhone()
  await host.say(id, friend, 'warm up')
  await friend.waitFor(({ text }) => text === 'warm up')
  const held = holdCommits(host, ({ keys }) => Boolean(keys?.some(({ type }) => type === 'session')))
  const saying = host.say(id, friend, 'second')
  await held.waiting
  await settle()
  expect(friend.messages().some(({ text }) => text === 'second')).toBe(false)
  held.release()
  await saying
  await friend.waitFor(({ text }) => text === 'second')
})

test('a stanza that comes twice is one message, answered from the inbox row, without a retry', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  net.network.faults.set([
    { direction: 'toClient', tag: 'message', number: phone.number, times: 1, action: { kind: 'duplicate' } },
  ])
  const { id: idMessage } = await friend.send(phone.number, { text: 'twice on the wire' })
  await host.events.until('message', ({ message }) => message.idMessage === idMessage)
  await settle()
  net.network.faults.clear()
  const rows = host.events.of('message', id).filter(({ message }) => message.idMessage === idMessage)
  expect(rows).toHaveLength(1)
  expect(host.events.of('undecryptable', id)).toEqual([])
})

test('what a crash leaves unrecorded comes again at the next open, in order and before anything new', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  const texts = ['one', 'two', 'three']
  for (const text of texts) await friend.send(phone.number, { text })
  await host.events.until('message', (event) => textOf(event) === 'three')
  const [first] = spoken(host, id)
  host.store.recorded(id, first?.inbox ?? '')
  const crashed = host.store.snapshot()
  const next = net.host({}, crashed)
  next.client.post({ do: 'open', instance: id, epoch: 2, options: { keepOnline: false } })
  await next.events.until('opened')
  expect(spoken(next, id).map(textOf)).toEqual(['two', 'three'])
  expect(next.events.all.findIndex(({ on }) => on === 'message')).toBeLessThan(
    next.events.all.findIndex(({ on }) => on === 'opened'),
  )
  await next.client.stop()
})

test('after a crash right behind the commit, the redelivered stanza is answered from the row and shown once', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  let copy = host.store.snapshot()
  host.store.onCommit = async (_instance, change) => {
    if (!change.inbox?.length) return
    host.store.onCommit = () => undefined
    setImmediate(() => {
      copy = host.store.snapshot()
      net.network.faults.killSockets(phone.number)
    })
  }
  const { id: idMessage } = await friend.send(phone.number, { text: 'in the gap' })
  await host.events.until('closed', (event) => event.instance === id)
  const next = net.host({}, copy)
  next.client.post({ do: 'open', instance: id, epoch: 2, options: { keepOnline: false } })
  await next.events.until('opened')
  await next.events.until('message', ({ message }) => message.idMessage === idMessage)
  await settle()
  expect(spoken(next, id)).toHaveLength(1)
  expect(next.events.of('undecryptable', id)).toEqual([])
  await next.client.stop()
})

test('sends that run when the session is closed still arrive', async () => {
  const { id } = await host.linked()
  const friend = net.newPhone()
  await host.say(id, friend, 'warm up')
  const to = { kind: 'person' as const, phone: friend.number }
  const messages = await Promise.all(
    ['a', 'b', 'c'].map(async (text) => {
      const idMessage = mintMessageId()
      const { built } = await host.client.ask(id, { ask: 'build', idMessage, to, content: { kind: 'text', text } })
      host.store.sent(id, idMessage, built)
      return { idMessage, to, built }
    }),
  )
  host.store.latencyMs = 30
  const sends = messages.map((message) => host.client.ask(id, { ask: 'send', messages: [message] }))
  host.client.post({ do: 'close', instance: id })
  await Promise.all(sends)
  await host.events.until('closed', (event) => event.instance === id && event.reason === 'asked')
  host.store.latencyMs = 0
  for (const text of ['a', 'b', 'c']) await friend.waitFor((message) => message.text === text)
})

test('two-way traffic over a slow store keeps the sessions whole', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  await host.say(id, friend, 'hello')
  await friend.send(phone.number, { text: 'hello yourself' })
  host.store.latencyMs = 10
  const count = 30
  await Promise.all([
    (async () => {
      for (let i = 0; i < count; i++) await host.say(id, friend, `out ${i}`)
    })(),
    (async () => {
      for (let i = 0; i < count; i++) await friend.send(phone.number, { text: `in ${i}` })
    })(),
  ])
  await friend.waitFor(({ text }) => text === `out ${count - 1}`)
  await host.events.until('message', (event) => textOf(event) === `in ${count - 1}`)
  host.store.latencyMs = 0
  expect(spoken(host, id).map(textOf)).toEqual([
    'hello yourself',
    ...Array.from({ length: count }, (_, i) => `in ${i}`),
  ])
  expect(host.events.of('undecryptable', id)).toEqual([])
  expect(friend.messages().filter(({ text, wireCount }) => text?.startsWith('out') && wireCount === 1)).toHaveLength(
    count,
  )
})

test('a lost lease closes the session and nothing more is written', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  host.store.moveLease(id, 5)
  const commits = host.store.commits.length
  await friend.send(phone.number, { text: 'too late for this holder' })
  const { reason } = await host.events.until('closed', (event) => event.instance === id)
  expect(reason).toBe('leaseLost')
  expect(host.store.commits.slice(commits).filter(({ instance }) => instance === id)).toEqual([])
  host.client.post({ do: 'open', instance: id, epoch: 5, options: { keepOnline: false } })
  await host.events.until('message', (event) => textOf(event)?.startsWith('too late') ?? false)
})

test('a store that cannot write ends the session', async () => {
  const { id, phone } = await host.linked()
  const friend = net.newPhone()
  host.store.onCommit = (instance) => {
    if (instance === id) throw new Error('disk full')
  }
  await friend.send(phone.number, { text: 'no room' })
  const { reason } = await host.events.until('closed', (event) => event.instance === id)
  host.store.onCommit = () => undefined
  expect(reason).toBe('failed')
})

test('no rule of the network was broken', () => {
  expect(net.violations).toEqual([])
})
