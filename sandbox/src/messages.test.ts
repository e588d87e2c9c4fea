import { proto } from 'baileys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Phone, SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { closeCode, connect, link, open, textOf, untilText } from './testing/client.ts'

let network: SandboxNetwork
let violations: Violation[]
let ann: Phone
let bob: Phone

beforeEach(async () => {
  violations = []
  network = await startSandbox({ onViolation: (violation) => violations.push(violation) })
  ann = network.createPhone({ number: '79001230001', name: 'Ann' })
  bob = network.createPhone({ number: '79001230002', name: 'Bob' })
})

afterEach(async () => {
  await network.stop()
})

test('two linked devices of one account both get and see everything', async () => {
  const first = await link(network.facts, ann)
  const second = await link(network.facts, ann)
  await bob.send(ann.number, { text: 'to both' })
  await Promise.all([untilText(first, 'to both'), untilText(second, 'to both')])

  await first.sock.sendMessage(`${bob.lid}@lid`, { text: 'from the first' })
  const copy = await untilText(second, 'from the first')
  expect(copy.key).toMatchObject({ fromMe: true, remoteJid: `${bob.lid}@lid` })
  expect((await bob.waitFor((message) => message.text === 'from the first')).sender).toBe(ann.number)

  await ann.send(bob.number, { text: 'from the phone' })
  await Promise.all([untilText(first, 'from the phone'), untilText(second, 'from the phone')])
  expect(violations).toEqual([])
})

test('two linked accounts talk, and each phone shows the talk', async () => {
  const a = await link(network.facts, ann)
  const b = await link(network.facts, bob)
  await a.sock.sendMessage(`${bob.number}@s.whatsapp.net`, { text: 'one' })
  await untilText(b, 'one')
  await b.sock.sendMessage(`${ann.lid}@lid`, { text: 'two' })
  await untilText(a, 'two')
  await ann.waitFor((message) => message.text === 'two' && message.chat === bob.number)
  expect(bob.messages({ chat: ann.number }).map((message) => [message.text, message.fromMe])).toEqual([
    ['one', false],
    ['two', true],
  ])
  expect(violations).toEqual([])
})

test('interleaved traffic in both directions keeps every session alive', async () => {
  const client = await link(network.facts, ann)
  const count = 40
  await Promise.all([
    ...Array.from({ length: count }, (_, i) => client.sock.sendMessage(`${bob.lid}@lid`, { text: `out ${i}` })),
    ...Array.from({ length: count }, (_, i) => bob.send(ann.number, { text: `in ${i}` })),
  ])
  await untilText(client, `in ${count - 1}`)
  await bob.waitFor((message) => message.text === `out ${count - 1}`)
  const texts = client.seen('messages.upsert').flatMap(({ messages }) => messages.map((one) => textOf(one.message)))
  expect(texts.filter((text) => text?.startsWith('in '))).toHaveLength(count)
  expect(bob.messages().filter((message) => message.text?.startsWith('out '))).toHaveLength(count)
  expect(violations).toEqual([])
})

test('what comes while a client is away waits for it and leaves only with its receipt', async () => {
  const client = await link(network.facts, ann)
  await bob.send(ann.number, { text: 'before' })
  await untilText(client, 'before')
  client.kill()
  await closeCode(client)
  await bob.send(ann.number, { text: 'while away 1' })
  await bob.send(ann.number, { text: 'while away 2' })
  expect(ann.state().devices).toMatchObject([{ connected: false, queued: 2 }])

  // A client that dies before it could confirm gets everything again.
  network.faults.set([{ direction: 'fromClient', tag: 'receipt', action: { kind: 'drop' } }])
  const deaf = await open(network.facts, client.state)
  await untilText(deaf, 'while away 2')
  deaf.kill()
  await closeCode(deaf)
  expect(ann.state().devices).toMatchObject([{ queued: 2 }])
  network.faults.clear()

  const back = connect(network.facts, client.state)
  await back.until('connection.update', (update) => update.receivedPendingNotifications === true)
  await expect.poll(() => ann.state().devices[0]?.queued).toBe(0)
  expect(violations).toEqual([])
})

test('an undecryptable message is asked for again and then shown once', async () => {
  const client = await link(network.facts, ann)
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'fine' })
  await bob.waitFor((message) => message.text === 'fine')
  // The client loses its memory of the session's progress and repeats message keys.
  const saved = new Map(client.state.keys)
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'used key' })
  await bob.waitFor((message) => message.text === 'used key')
  for (const [key, value] of saved) if (key.startsWith('session ')) client.state.keys.set(key, value)
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'lost and found' })
  const shown = await bob.waitFor((message) => message.text === 'lost and found')
  expect(shown.wireCount).toBe(2)
  expect(bob.messages().filter((message) => message.text === 'lost and found')).toHaveLength(1)
  expect(new Set(violations.map((violation) => violation.rule))).toEqual(new Set(['signal']))
})

test('a phone sends again what a client could not decrypt', async () => {
  const client = await link(network.facts, ann)
  await bob.send(ann.number, { text: 'fine' })
  await untilText(client, 'fine')
  for (const key of client.state.keys.keys()) if (key.startsWith('session ')) client.state.keys.delete(key)
  await bob.send(ann.number, { text: 'no session for this' })
  await untilText(client, 'no session for this')
  await expect.poll(() => ann.state().devices[0]?.queued).toBe(0)
})

test('receipts travel to the author as delivered, then read', async () => {
  const client = await link(network.facts, ann)
  bob.autoDeliver = false
  const sent = await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'seen?' })
  await bob.waitFor((message) => message.text === 'seen?')
  // A receipt that comes before the own message was announced is merged into that announcement.
  await untilText(client, 'seen?')
  bob.read(ann.number)
  await client.until('messages.update', (updates) =>
    updates.some(({ update }) => update.status === proto.WebMessageInfo.Status.READ),
  )

  bob.autoDeliver = true
  const { id } = await bob.send(ann.number, { text: 'and mine?' })
  await bob.waitFor((message) => message.id === id && message.status === 'delivered')
  const received = await untilText(client, 'and mine?')
  await client.sock.readMessages([received.key ?? {}])
  await bob.waitFor((message) => message.id === id && message.status === 'read')
  await ann.waitFor((message) => message.id === sent?.key.id && message.status === 'read')
  expect(violations).toEqual([])
})

test('a phone that is offline gets everything when it comes back', async () => {
  const client = await link(network.facts, ann)
  bob.offline()
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'are you there?' })
  await ann.waitFor((message) => message.text === 'are you there?')
  expect(bob.messages()).toEqual([])
  bob.online()
  await bob.waitFor((message) => message.text === 'are you there?')
  await ann.waitFor((message) => message.text === 'are you there?' && message.status === 'delivered')
})

test('quoted text keeps its quotation both ways', async () => {
  const client = await link(network.facts, ann)
  const { id } = await bob.send(ann.number, { text: 'question' })
  const question = await untilText(client, 'question')
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'answer' }, { quoted: question as never })
  const answer = await bob.waitFor((message) => message.text === 'answer')
  expect(answer.quoted).toEqual({ id, text: 'question' })
  await bob.send(ann.number, { text: 'thanks', quoted: answer.id })
  const thanks = await untilText(client, 'thanks')
  expect(thanks.message?.extendedTextMessage?.contextInfo?.stanzaId).toBe(answer.id)
})

test('a number without an account is refused, and not found by a look-up', async () => {
  const client = await link(network.facts, ann)
  expect(await client.sock.onWhatsApp('79990000000', bob.number)).toEqual([
    { jid: `${bob.number}@s.whatsapp.net`, exists: true },
  ])
  await expect(bob.send('79990000000', { text: 'nobody' })).rejects.toThrow('has no account')
})

test('a new device of a contact gets messages at once', async () => {
  const client = await link(network.facts, ann)
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'first' })
  await bob.waitFor((message) => message.text === 'first')
  const second = await link(network.facts, bob)
  await expect.poll(() => ann.state().devices[0]?.queued).toBe(0)
  await client.sock.sendMessage(`${bob.lid}@lid`, { text: 'also for the new one' })
  await untilText(second, 'also for the new one')
})
