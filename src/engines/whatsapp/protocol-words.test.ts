import type { NewChatMessageCapInfo } from 'baileys'
import { describe, expect, test } from 'vitest'
import { readAck, readRefusal, refusedAsNew } from './acks.ts'
import { endingOf } from './close-codes.ts'
import { addressOfJids, chatIdOfJid, jidOf, userOf } from './jid.ts'
import { readLinkRefusal } from './link-refusals.ts'
import { Problem, problemOf } from './problem.ts'
import { readReceipt } from './receipts.ts'
import { endOfCap, type Why } from './restrictions.ts'
import { semaphore } from '../../base/semaphore.ts'
import { initAuthCreds } from './library.ts'
import { factsOf } from './stanza-facts.ts'

const boom = (statusCode: number, message = 'x', data?: unknown) =>
  Object.assign(new Error(message), { output: { statusCode }, data })

describe('close codes', () => {
  test.each([
    [401, 'loggedOut'],
    [402, 'banned'],
    [403, 'banned'],
    [405, 'versionRefused'],
    [408, 'lost'],
    [411, 'failed'],
    [428, 'lost'],
    [440, 'replaced'],
    [500, 'badSession'],
    [503, 'unavailable'],
    [515, 'restart'],
    [516, 'badSession'],
  ])('%i is %s', (code, reason) => expect(endingOf(boom(code)).reason).toBe(reason))

  test('a proxy or gateway that refuses the websocket says nothing of the account', () => {
    for (const code of [401, 403, 405, 407]) {
      expect(endingOf(boom(code, `WebSocket Error (Unexpected server response: ${code})`)).reason).toBe('lost')
    }
    expect(endingOf(boom(408, 'WebSocket Error (connect ECONNREFUSED)')).reason).toBe('lost')
  })

  test('no error is our own end', () => expect(endingOf(undefined).reason).toBe('asked'))
})

test('what the library rejects with becomes a problem, bare close codes included', () => {
  expect(problemOf(1006).code).toBe('disconnected')
  expect(problemOf(undefined).code).toBe('disconnected')
  expect(problemOf(boom(428, 'Connection Closed')).code).toBe('disconnected')
  expect(problemOf(boom(408, 'Timed Out')).code).toBe('timeout')
  expect(problemOf(new Problem('noAccount', 'x')).code).toBe('noAccount')
  expect(problemOf(boom(500, 'All encryptions failed')).code).toBe('failed')
  expect(problemOf({ secret: 1 }).text).not.toContain('secret')
})

describe('receipts', () => {
  const me = { phone: '100', lid: '900' }
  const receipt = (attrs: Record<string, string>, ids: string[] = []) =>
    readReceipt(
      {
        tag: 'receipt',
        attrs: { id: 'A', t: '10', ...attrs },
        content: [{ tag: 'list', attrs: {}, content: ids.map((id) => ({ tag: 'item', attrs: { id } })) }],
      },
      1,
      me,
    )

  test('of a person, with both names where told, for several messages', () => {
    expect(receipt({ from: '77:3@lid', sender_pn: '555@s.whatsapp.net', type: 'read' }, ['B', 'C'])).toEqual({
      on: 'receipt',
      instance: 1,
      chat: { kind: 'person', phone: '555', lid: '77' },
      by: { kind: 'person', phone: '555', lid: '77' },
      idMessages: ['A', 'B', 'C'],
      status: 'read',
      at: 10_000,
    })
  })

  test('in a group, by its member', () => {
    expect(receipt({ from: '1-2@g.us', participant: '77@lid' })).toMatchObject({
      chat: { kind: 'group', id: '1-2' },
      by: { lid: '77' },
      status: 'delivered',
    })
  })

  test.each([['retry'], ['server-error'], ['sender'], ['read-self'], ['hist_sync'], ['peer_msg']])(
    '%s is not told',
    (type) => expect(receipt({ from: '77@lid', type })).toBeUndefined(),
  )

  test('of own devices: not told', () => {
    expect(receipt({ from: '100:2@s.whatsapp.net', type: 'read' })).toBeUndefined()
    expect(receipt({ from: '1@g.us', participant: '900:4@lid' })).toBeUndefined()
  })
})

describe('acks', () => {
  const ack = (attrs: Record<string, string>) => readAck({ tag: 'ack', attrs: { class: 'message', ...attrs } }, 1)

  test('without an error: sent', () => expect(ack({ id: 'A' })).toEqual({ on: 'ack', instance: 1, idMessage: 'A' }))

  test('463 is no verdict before it is known why', () => {
    expect(ack({ id: 'A', error: '463' })).toBeUndefined()
    expect(refusedAsNew({ tag: 'ack', attrs: { id: 'A', error: '463' } })).toBe('A')
    expect(refusedAsNew({ tag: 'ack', attrs: { id: 'A' } })).toBeUndefined()
  })

  test.each<[Why, object[]]>([
    [{ by: 'lock', until: 9 }, [{ on: 'ack', error: { code: 'restricted' } }]],
    [
      { by: 'cap', until: 9 },
      [
        { on: 'capped', until: 9 },
        { on: 'ack', error: { code: 'restricted' } },
      ],
    ],
    [
      { by: 'unknown' },
      [
        { on: 'restriction', restricted: true, until: 0 },
        { on: 'ack', error: { code: 'restricted' } },
      ],
    ],
    [{ by: 'chat' }, [{ on: 'ack', error: { code: 'refused' } }]],
  ])('a refused new chat by %o', (why, events) => {
    expect(readRefusal('A', why, 1)).toMatchObject(events)
  })

  test('an unknown code is a refusal that names it', () => {
    expect(ack({ id: 'A', error: '499' })).toMatchObject({
      error: { code: 'refused', text: expect.stringContaining('499') },
    })
  })
})

describe('the cap of new chats', () => {
  test.each([
    [{ capping_status: 'CAPPED', cycle_end_timestamp: '1800000000' }, 1_800_000_000_000],
    [{ capping_status: 'CAPPED' }, 0],
    [{ capping_status: 'SECOND_WARNING', cycle_end_timestamp: '1800000000' }, undefined],
    [{}, undefined],
  ])('%o ends at %s', (info, end) => expect(endOfCap(info as NewChatMessageCapInfo)).toBe(end))
})

describe('who a stanza is from', () => {
  const creds = initAuthCreds()
  creds.me = { id: '100:5@s.whatsapp.net', lid: '900:5@lid' }
  const facts = (attrs: Record<string, string>) =>
    factsOf({ tag: 'message', attrs: { id: 'A', t: '1', ...attrs } }, creds)

  test('a person, by number with the LID beside it and the other way round', () => {
    const person = { kind: 'person', phone: '555', lid: '77' }
    expect(facts({ from: '555@s.whatsapp.net', sender_lid: '77@lid' })).toMatchObject({ chat: person, author: person })
    expect(facts({ from: '77:2@lid', sender_pn: '555@s.whatsapp.net' })).toMatchObject({ chat: person, fromMe: false })
  })

  test('another own device: the chat is where it was sent', () => {
    expect(facts({ from: '900@lid', recipient: '77@lid', peer_recipient_pn: '555@s.whatsapp.net' })).toMatchObject({
      fromMe: true,
      chat: { kind: 'person', phone: '555', lid: '77' },
      author: { kind: 'person', phone: '100', lid: '900' },
    })
  })

  test('a group member', () => {
    expect(facts({ from: '1-2@g.us', participant: '77:1@lid', participant_pn: '555@s.whatsapp.net' })).toMatchObject({
      chat: { kind: 'group', id: '1-2' },
      author: { kind: 'person', phone: '555', lid: '77' },
    })
  })

  test('neither person nor group', () => expect(facts({ from: '1@newsletter' })).toBeUndefined())

  test('offline is said', () => expect(facts({ from: '77@lid', offline: '1' })).toMatchObject({ offline: true }))
})

test('addresses and jids', () => {
  expect(userOf('555:12@s.whatsapp.net')).toBe('555')
  expect(userOf('77_1:3@lid')).toBe('77')
  expect(userOf('@s.whatsapp.net')).toBeUndefined()
  expect(addressOfJids('555@hosted', '77:99@hosted.lid')).toEqual({ kind: 'person', phone: '555', lid: '77' })
  expect(addressOfJids('status@broadcast')).toEqual({ kind: 'status' })
  expect(addressOfJids('777@newsletter')).toBeUndefined()
  expect(jidOf({ kind: 'person', phone: '555', lid: '77' })).toBe('77@lid')
  expect(jidOf({ kind: 'person', phone: '555' })).toBe('555@s.whatsapp.net')
  expect(chatIdOfJid('555:1@s.whatsapp.net')).toBe('555@c.us')
})

test('stanzas of a refused linking', () => {
  const iq = (tag: string) => ({ tag: 'iq', attrs: {}, content: [{ tag, attrs: {} }] })
  expect(readLinkRefusal(iq('passkey-request'))?.reason).toBe('passkeyRequired')
  expect(readLinkRefusal(iq('pair-device'))).toBeUndefined()
})

test('the gate lets a number in at a time, in order, and forgets those who gave up', async () => {
  const gate = semaphore(2)
  const never = new AbortController().signal
  const order: number[] = []
  const [first, second] = await Promise.all([gate.enter(never), gate.enter(never)])
  const quitter = new AbortController()
  const third = gate.enter(never).then((leave) => {
    order.push(3)
    return leave
  })
  const quitting = gate.enter(quitter.signal)
  const fifth = gate.enter(never).then((leave) => {
    order.push(5)
    return leave
  })
  quitter.abort()
  await expect(quitting).rejects.toThrow()
  expect(order).toEqual([])
  first()
  first()
  ;(await third)()
  second()
  ;(await fifth)()
  expect(order).toEqual([3, 5])
})
