import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BinaryNode } from 'baileys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Phone, SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { bytes, child, children } from './protocol/stanza.ts'
import { link, untilText } from './testing/client.ts'

const JPEG = Buffer.of(0xff, 0xd8, 0xff, 0xe0)
let network: SandboxNetwork
let violations: Violation[]
let ann: Phone
let bob: Phone
let dataFolder: string

const start = () => startSandbox({ dataFolder, onViolation: (violation) => violations.push(violation) })

beforeEach(async () => {
  violations = []
  dataFolder = await mkdtemp(join(tmpdir(), 'channels-'))
  network = await start()
  ann = network.createPhone({ number: '79001230001', name: 'Ann' })
  bob = network.createPhone({ number: '79001230002', name: 'Bob' })
})

afterEach(async () => {
  await network.stop()
  await rm(dataFolder, { recursive: true })
  expect(violations).toEqual([])
})

const only = () => network.state().channels[0]

test('a client makes a channel, writes, edits and removes, changes it, and ends it', async () => {
  const { sock } = await link(network.facts, ann)
  const made = await sock.newsletterCreate('News', 'Of riders')
  expect(made).toMatchObject({ name: 'News', description: 'Of riders', subscribers: 1 })
  bob.channels.act(made.id, { act: 'follow' })
  const acked = new Promise<BinaryNode>((resolve) => sock.ws.on('CB:ack,class:message', resolve))
  const sent = await sock.sendMessage(made.id, { text: 'One' })
  expect((await acked).attrs).toMatchObject({ id: sent?.key.id, server_id: '1' })
  if (!sent) throw new Error('nothing was sent')
  await sock.sendMessage(made.id, { text: 'First', edit: sent.key })
  await expect
    .poll(() => bob.channels.list()[0]?.posts)
    .toMatchObject([{ text: 'First', edited: true, deleted: false }])
  await sock.sendMessage(made.id, { delete: sent.key })
  await expect.poll(() => only()?.posts).toMatchObject([{ text: '', deleted: true }])
  await sock.newsletterUpdateName(made.id, 'Fresh news')
  await sock.newsletterUpdateDescription(made.id, 'Of all riders')
  expect(only()).toMatchObject({ name: 'Fresh news', description: 'Of all riders', owner: ann.number })
  expect(await sock.newsletterSubscribers(made.id)).toEqual({ subscribers: 2 })
  expect(await sock.newsletterAdminCount(made.id)).toBe(1)
  await sock.newsletterChangeOwner(made.id, `${bob.lid}@lid`)
  expect(only()).toMatchObject({ owner: bob.number, admins: [ann.number] })
  await expect(sock.newsletterDelete(made.id)).rejects.toThrow('Forbidden')
  bob.channels.act(made.id, { act: 'rank', number: ann.number, rank: 'owner' })
  await sock.newsletterDemote(made.id, `${bob.lid}@lid`)
  expect(only()).toMatchObject({ owner: ann.number, admins: [] })
  await sock.newsletterDelete(made.id)
  expect(network.state().channels).toEqual([])
  await expect(sock.newsletterMetadata('jid', made.id)).rejects.toThrow('Not Found')
})

test('a client follows a channel, is told what is posted and changed, reacts, and leaves', async () => {
  const { id } = bob.channels.create('News')
  bob.channels.act(id, { act: 'post', text: 'Before' })
  const client = await link(network.facts, ann)
  const { sock } = client
  const invite = only()?.inviteCode ?? ''
  expect(await sock.newsletterMetadata('invite', invite)).toMatchObject({ id, viewer_metadata: { role: 'GUEST' } })
  await sock.newsletterFollow(id)
  await sock.newsletterMute(id)
  expect(only()?.followers).toContainEqual({ number: ann.number, muted: true })
  await sock.newsletterUnmute(id)
  expect(await sock.newsletterMetadata('jid', id)).toMatchObject({
    viewer_metadata: { role: 'SUBSCRIBER', mute: 'OFF' },
  })

  bob.channels.act(id, { act: 'post', text: 'Now' })
  expect((await untilText(client, 'Now')).key).toMatchObject({ remoteJid: id, server_id: '2' })
  expect(await sock.subscribeNewsletterUpdates(id)).toEqual({ duration: '300' })
  await sock.newsletterReactMessage(id, '2', '👍')
  await client.until('newsletter.reaction', ({ server_id: post, reaction }) => post === '2' && reaction.code === '👍')
  bob.channels.act(id, { act: 'view', serverId: 2 })
  await client.until('newsletter.view', ({ server_id: post, count }) => post === '2' && count === 1)
  bob.channels.act(id, { act: 'set', name: 'Fresh news', picture: JPEG })
  await client.until('newsletter-settings.update', (update) => update.id === id)
  expect(only()).toMatchObject({ name: 'Fresh news', picture: expect.stringContaining('/pps/') })

  const fetched = (await sock.newsletterFetchMessages(id, 10, 0, 0)) as BinaryNode
  const posts = children(child(child(fetched, 'message_updates'), 'messages'))
  expect(posts.map(({ attrs }) => attrs.server_id)).toEqual(['1', '2'])
  expect(bytes(posts[0], 'plaintext')?.toString()).toContain('Before')
  expect(children(child(posts[1], 'reactions'))[0]?.attrs).toEqual({ code: '👍', count: '1' })
  const later = (await sock.newsletterFetchMessages(id, 10, 0, 1)) as BinaryNode
  expect(children(child(child(later, 'message_updates'), 'messages'))).toHaveLength(1)

  const refused = new Promise<BinaryNode>((resolve) => sock.ws.on('CB:ack,class:message', resolve))
  await sock.sendMessage(id, { text: 'Not mine to say' })
  expect((await refused).attrs.error).toBe('403')
  await expect(sock.newsletterUpdateName(id, 'Mine')).rejects.toThrow('Forbidden')
  await sock.newsletterUnfollow(id)
  expect(only()?.followers).toEqual([{ number: bob.number, muted: false }])
  expect(ann.channels.list()).toEqual([])
})

test('channels outlive a restart, and one that was removed stays so', async () => {
  const { id } = ann.channels.create('News')
  const { id: gone } = ann.channels.create('Old news')
  bob.channels.act(id, { act: 'follow' })
  ann.channels.act(id, { act: 'post', text: 'One' })
  bob.channels.act(id, { act: 'react', serverId: 1, emoji: '🚲' })
  await network.flush()
  ann.channels.act(gone, { act: 'remove' })
  const before = network.state().channels
  await network.stop()
  network = await start()
  expect(network.state().channels).toEqual(before)
  expect(before).toMatchObject([{ id, posts: [{ text: 'One', reactions: { '🚲': 1 } }] }])
  const again = network.phone(bob.number)
  expect(() => again?.channels.act(id, { act: 'post', text: 'Two' })).toThrow('The network refuses it: 403')
  expect(() => again?.channels.act(gone, { act: 'follow' })).toThrow('There is no channel')
})
