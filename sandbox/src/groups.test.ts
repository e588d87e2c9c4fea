import type { BinaryNode } from 'baileys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Phone, SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { link, untilText } from './testing/client.ts'

let network: SandboxNetwork
let violations: Violation[]
let ann: Phone
let bob: Phone
let eve: Phone

beforeEach(async () => {
  violations = []
  network = await startSandbox({ onViolation: (violation) => violations.push(violation) })
  ann = network.createPhone({ number: '79001230001', name: 'Ann' })
  bob = network.createPhone({ number: '79001230002', name: 'Bob' })
  eve = network.createPhone({ number: '79001230003', name: 'Eve' })
})

afterEach(async () => {
  await network.stop()
})

const jid = (phone: Phone) => `${phone.lid}@lid`

test('everybody of a group sees what a member writes, from a linked device, a phone, and a new member from then on', async () => {
  const client = await link(network.facts, ann)
  const { id } = await client.sock.groupCreate('Riders', [jid(bob)])
  await client.sock.sendMessage(id, { text: 'first' })
  const [atBob] = await Promise.all([
    bob.waitFor(({ text }) => text === 'first'),
    ann.waitFor(({ text }) => text === 'first'),
  ])
  expect(atBob).toMatchObject({ chat: id, sender: ann.number, fromMe: false, wireCount: 1 })

  await bob.send(id, { text: 'second' })
  const seen = await untilText(client, 'second')
  expect(seen.key).toMatchObject({ remoteJid: id, participant: jid(bob), fromMe: false })

  bob.read(id)
  await client.until('message-receipt.update', (updates) =>
    updates.some(({ receipt }) => Boolean(receipt.readTimestamp)),
  )

  await client.sock.groupParticipantsUpdate(id, [jid(eve)], 'add')
  await bob.send(id, { text: 'third' })
  await client.sock.sendMessage(id, { text: 'fourth' })
  await Promise.all(['third', 'fourth'].map((text) => eve.waitFor((message) => message.text === text)))
  expect(new Set(eve.messages().map(({ text }) => text))).toEqual(new Set(['third', 'fourth']))

  bob.inGroup(id, { act: 'leave' })
  await eve.send(id, { text: 'fifth' })
  await untilText(client, 'fifth')
  expect(bob.messages().some(({ text }) => text === 'fifth')).toBe(false)
  expect(violations).toEqual([])
})

test('edits, removals, reactions and votes work in a group', async () => {
  const { id } = ann.createGroup('Riders', [bob.number, eve.number])
  const { id: poll } = await ann.send(id, { poll: { name: 'Tea?', options: ['yes', 'no'] } })
  await bob.waitFor((message) => message.id === poll)
  await bob.send(id, { vote: { id: poll, options: ['yes'] } })
  await eve.waitFor((message) => message.id === poll && message.poll?.votes['yes']?.length === 1)
  const { id: said } = await bob.send(id, { text: 'redy' })
  await eve.waitFor((message) => message.id === said)
  await bob.send(id, { edit: { id: said, text: 'ready' } })
  await eve.waitFor((message) => message.id === said && message.text === 'ready')
  await eve.send(id, { react: { id: said, emoji: '👍' } })
  await ann.waitFor((message) => message.id === said && message.reactions?.[0]?.by === eve.number)
  await bob.send(id, { remove: { id: said } })
  await ann.waitFor((message) => message.id === said && message.deleted === true)
  expect(violations).toEqual([])
})

test('rights hold: who is no admin, who is no member, who made the group', async () => {
  const client = await link(network.facts, bob)
  const { id } = ann.createGroup('Riders', [bob.number])
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => String(error),
    )
  expect(await refused(client.sock.groupParticipantsUpdate(id, [jid(ann)], 'remove'))).toContain('forbidden')
  expect(await refused(client.sock.groupSettingUpdate(id, 'announcement'))).toContain('forbidden')
  expect(await refused(client.sock.groupInviteCode(id))).toContain('forbidden')
  expect(await refused(client.sock.groupMetadata('120363999999999999@g.us'))).toContain('item-not-found')
  ann.inGroup(id, { act: 'promote', number: bob.number })
  expect(await client.sock.groupInviteCode(id)).toBe(network.state().groups[0]?.inviteCode)
  const [result] = await client.sock.groupParticipantsUpdate(id, [jid(eve)], 'remove')
  expect(result?.status).toBe('404')
  await client.sock.groupSettingUpdate(id, 'announcement')
  await client.sock.groupUpdateSubject(id, 'Fast riders')
  ann.inGroup(id, { act: 'remove', number: bob.number })
  expect(await refused(client.sock.groupMetadata(id))).toContain('forbidden')
  expect(network.state().groups).toMatchObject([
    { id, subject: 'Fast riders', announcement: true, members: [{ number: ann.number, rank: 'superadmin' }] },
  ])
  expect(violations).toEqual([])
})

test('in a group where only admins write, a member is refused', async () => {
  const client = await link(network.facts, bob)
  const { id } = ann.createGroup('News', [bob.number])
  ann.inGroup(id, { act: 'set', announcement: true })
  const told = new Promise<BinaryNode>((resolve) => client.sock.ws.on('CB:ack,class:message', resolve))
  const refused = await client.sock.sendMessage(id, { text: 'not for me to say' })
  expect((await told).attrs).toMatchObject({ id: refused?.key.id, error: '403' })
  expect(ann.messages()).toEqual([])
})
