import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BinaryNode } from 'baileys'
import type { Phone, SandboxNetwork, Violation } from './api.ts'
import { startSandbox } from './index.ts'
import { child, children } from './protocol/stanza.ts'
import { link } from './testing/client.ts'

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
  expect(violations).toEqual([])
})

const jid = (phone: Phone) => `${phone.lid}@lid`
const privacyOf = (phone: Phone) => network.state().phones.find(({ number }) => number === phone.number)?.privacy
const iq = (xmlns: string, type: string, content: BinaryNode[]): BinaryNode => {
  return { tag: 'iq', attrs: { to: '@s.whatsapp.net', type, xmlns }, content }
}

test('a client changes each setting, reads what the phone changed, and is told of it', async () => {
  const { sock } = await link(network.facts, ann)
  await sock.updateLastSeenPrivacy('contacts')
  await sock.updateOnlinePrivacy('match_last_seen')
  await sock.updateProfilePicturePrivacy('contact_blacklist')
  await sock.updateStatusPrivacy('none')
  await sock.updateReadReceiptsPrivacy('none')
  await sock.updateGroupsAddPrivacy('contacts')
  await sock.updateCallPrivacy('known')
  await sock.updateMessagesPrivacy('contacts')
  expect(privacyOf(ann)).toMatchObject({
    last: 'contacts',
    online: 'match_last_seen',
    profile: 'contact_blacklist',
    status: 'none',
    readreceipts: 'none',
    groupadd: 'contacts',
    calladd: 'known',
    messages: 'contacts',
  })
  const told = new Promise<BinaryNode>((resolve) => sock.ws.on('CB:notification,type:account_sync', resolve))
  ann.changePrivacy({ last: 'none', statuses: 'whitelist', listed: { statuses: [bob.number] } })
  const [change] = children(child(await told, 'privacy'))
  expect(change?.attrs).toEqual({ name: 'last', value: 'none' })
  expect(await sock.fetchPrivacySettings(true)).toMatchObject({ last: 'none', groupadd: 'contacts' })
  const statuses = await sock.query(iq('status', 'get', [{ tag: 'privacy', attrs: {} }]))
  const list = child(child(statuses, 'privacy'), 'list')
  expect([list?.attrs.type, children(list)[0]?.attrs.jid]).toEqual(['whitelist', jid(bob)])
})

test('a list is written and read by its setting; an unknown setting or value is refused', async () => {
  const { sock } = await link(network.facts, ann)
  const set = (name: string, value: string, users: BinaryNode[] = []) => {
    const category = { tag: 'category', attrs: { name, value }, content: users }
    return sock.query(iq('privacy', 'set', [{ tag: 'privacy', attrs: {}, content: [category] }]))
  }
  const user = (action: string) => ({ tag: 'user', attrs: { action, jid: jid(bob) } })
  await set('last', 'contact_blacklist', [user('add')])
  expect(privacyOf(ann)).toMatchObject({ last: 'contact_blacklist', listed: { last: [bob.number] } })
  const asked = [{ tag: 'list', attrs: { name: 'last', value: 'contact_blacklist' } }]
  const answer = await sock.query(iq('privacy', 'get', [{ tag: 'privacy', attrs: {}, content: asked }]))
  expect(children(child(child(answer, 'privacy'), 'list')).map(({ attrs }) => attrs.jid)).toEqual([jid(bob)])
  await set('last', 'contact_blacklist', [user('remove')])
  const before = privacyOf(ann)
  expect(before?.listed.last).toEqual([])
  await expect(set('last', 'friends')).rejects.toThrow('bad-request')
  await expect(set('listed', 'all')).rejects.toThrow('bad-request')
  expect(privacyOf(ann)).toEqual(before)
})

test('who is left out sees neither presence nor picture; others do', async () => {
  const eve = network.createPhone({ number: '79001230003', name: 'Eve' })
  bob.changeProfile({ picture: Buffer.of(0xff, 0xd8, 0xff, 0xe0) })
  bob.saveContacts({ [ann.number]: 'Ann', [eve.number]: 'Eve' })
  const listed = { last: [ann.number], profile: [ann.number] }
  bob.changePrivacy({ last: 'contact_blacklist', online: 'match_last_seen', profile: 'contact_blacklist', listed })
  const his = await link(network.facts, bob)
  await his.until('creds.update', () => his.state.creds.me?.name !== undefined)
  await his.sock.sendPresenceUpdate('available')
  await expect.poll(() => eve.presenceOf(bob.number).online).toBe(true)
  expect(ann.presenceOf(bob.number)).toEqual({ online: false, last: null })
  const client = await link(network.facts, ann)
  const presence = async () => {
    const before = client.seen('presence.update').length
    await client.sock.presenceSubscribe(jid(bob))
    await expect.poll(() => client.seen('presence.update').length).toBeGreaterThan(before)
    return client.seen('presence.update').at(-1)?.presences[jid(bob)]
  }
  expect(await presence()).toEqual({ lastKnownPresence: 'unavailable' })
  await expect(client.sock.profilePictureUrl(jid(bob))).rejects.toThrow('not-authorized')
  bob.changePrivacy({ listed: { last: [], profile: [] } })
  expect(await presence()).toMatchObject({ lastKnownPresence: 'available' })
  expect(await client.sock.profilePictureUrl(jid(bob))).toBe(bob.state().picture)
  bob.saveContacts({ [ann.number]: null })
  await expect(client.sock.profilePictureUrl(jid(bob))).rejects.toThrow('not-authorized')
  his.kill()
})

test('reading shows where both want it, in a group always', async () => {
  const { id: group } = ann.createGroup('Riders', [bob.number])
  const read = async (chat: string, text: string) => {
    const { id } = await ann.send(chat, { text })
    await bob.waitFor((message) => message.id === id)
    await ann.waitFor((message) => message.id === id && message.status === 'delivered')
    bob.read(chat === bob.number ? ann.number : chat, [id])
    return () => ann.messages().find((message) => message.id === id)?.status
  }
  bob.changePrivacy({ readreceipts: 'none' })
  const hidden = await read(bob.number, 'one')
  bob.changePrivacy({ readreceipts: 'all' })
  ann.changePrivacy({ readreceipts: 'none' })
  const unseen = await read(bob.number, 'two')
  const inGroup = await read(group, 'three')
  await expect.poll(inGroup).toBe('read')
  ann.changePrivacy({ readreceipts: 'all' })
  const seen = await read(bob.number, 'four')
  await expect.poll(seen).toBe('read')
  expect([hidden(), unseen()]).toEqual(['delivered', 'delivered'])
})

test('who is not to be added is invited instead, and a new group begins without', async () => {
  const client = await link(network.facts, ann)
  const eve = network.createPhone({ number: '79001230003', name: 'Eve' })
  eve.changePrivacy({ groupadd: 'none' })
  const made = await client.sock.groupCreate('Riders', [jid(bob), jid(eve)])
  const [answer] = await client.sock.groupParticipantsUpdate(made.id, [jid(eve)], 'add')
  expect(answer).toMatchObject({ status: '403', content: { content: [{ tag: 'add_request' }] } })
  expect(() => bob.inGroup(made.id, { act: 'add', number: eve.number })).toThrow('to be invited')
  const members = () => network.state().groups[0]?.members.map(({ number }) => number)
  expect(members()).toEqual([ann.number, bob.number])
  eve.saveContacts({ [ann.number]: 'Ann' })
  eve.changePrivacy({ groupadd: 'contacts' })
  await client.sock.groupParticipantsUpdate(made.id, [jid(eve)], 'add')
  expect(members()).toEqual([ann.number, bob.number, eve.number])
})
