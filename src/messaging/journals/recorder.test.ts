import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Content } from '../../base/content.ts'
import { mintMessageId } from '../../base/ids.ts'
import type { EngineMessage } from '../../engines/port.ts'
import type { Store } from '../../store/port/store.ts'
import { breachesOfNotification } from '../../../test/contract-check.ts'
import { testStores } from '../../../test/database.ts'
import {
  ALL_ON,
  makeInstance,
  OTHER,
  OWN,
  person,
  Problem,
  rows,
  testOperations,
  testWorld,
  until,
} from '../world.test-support.ts'
import { entriesOf, type Entry } from './entry.ts'
import { messageRecorder } from './recorder.ts'
import { readChat, readRecent } from './read.ts'

const arrives = (content: Content, more: Partial<EngineMessage> = {}): EngineMessage => ({
  chat: person(OTHER),
  author: person(OTHER),
  fromMe: false,
  idMessage: mintMessageId(),
  at: Date.now(),
  pushName: 'Customer',
  contentClass: 'message',
  content,
  raw: Buffer.from('raw'),
  offline: false,
  ...more,
})
const text = (said: string): Content => ({ kind: 'text', text: said })

describe.each(testStores(testOperations))('recording ($name)', (engine) => {
  let store: Store
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())
  const bodies = async (instance: number) =>
    (await rows(store, `select body from notification where instance = ${instance} order by receipt`)).map(
      (row) => JSON.parse(String(row['body'])) as Record<string, unknown> & { messageData: Record<string, unknown> },
    )
  const record = async (instance: number, messages: EngineMessage[], world = testWorld(store)) => {
    const recorder = messageRecorder(world)
    messages.forEach((message, i) => recorder.handle({ on: 'message', instance, epoch: 1, inbox: `row-${i}`, message }))
    await recorder.stop()
    return world
  }
  const history = async (instance: number, chat = person(OTHER)): Promise<Entry[]> => {
    const found = await store.read(readChat, { instance, chat, count: 100 })
    return entriesOf(found, { media: testWorld(store).media, now: Date.now(), byLid: false })
  }

  it('writes the bodies of the contract, whatever arrives', async () => {
    const instance = await makeInstance(store, { ...ALL_ON, editedMessageWebhook: 'yes', deletedMessageWebhook: 'yes' })
    const first = arrives(text('hello'))
    const quoted = { idMessage: first.idMessage, participant: `${OTHER}@c.us`, content: text('hello') }
    const group = { kind: 'group', id: '120363301188224466' } as const
    await record(instance, [
      first,
      arrives({
        kind: 'text',
        text: 'see https://example.org',
        preview: { link: 'https://example.org', title: 'Example' },
      }),
      arrives({ kind: 'text', text: 'far', forwardingScore: 3 }),
      arrives({ kind: 'text', text: 'answer', quoted }),
      arrives(text('in the group'), { chat: group }),
      arrives(text('from the phone'), { fromMe: true, author: person(OWN) }),
      arrives({ kind: 'text', text: 'answer from the phone', quoted }, { fromMe: true, author: person(OWN) }),
      arrives(
        {
          kind: 'other',
          typeMessage: 'reactionMessage',
          data: { text: '+', quotedMessage: { stanzaId: 'A', participant: 'b@c.us' } },
        },
        { contentClass: 'reaction' },
      ),
      arrives(
        { kind: 'other', typeMessage: 'editedMessage', data: { stanzaId: first.idMessage, textMessage: 'hi' } },
        { contentClass: 'edit' },
      ),
      arrives(
        { kind: 'other', typeMessage: 'deletedMessage', data: { stanzaId: first.idMessage } },
        { contentClass: 'revoke' },
      ),
      arrives({ kind: 'other', typeMessage: 'eventMessage', data: {} }),
      arrives({ kind: 'other', typeMessage: 'protocol', data: {} }, { contentClass: 'protocol' }),
    ])
    const told = await bodies(instance)
    expect(told.map((body) => [body['typeWebhook'], body.messageData['typeMessage']])).toEqual([
      ['incomingMessageReceived', 'textMessage'],
      ['incomingMessageReceived', 'extendedTextMessage'],
      ['incomingMessageReceived', 'extendedTextMessage'],
      ['incomingMessageReceived', 'quotedMessage'],
      ['incomingMessageReceived', 'textMessage'],
      ['outgoingMessageReceived', 'textMessage'],
      ['outgoingMessageReceived', 'quotedMessage'],
      ['incomingMessageReceived', 'reactionMessage'],
      ['incomingMessageReceived', 'editedMessage'],
      ['incomingMessageReceived', 'deletedMessage'],
    ])
    expect(told.flatMap(breachesOfNotification)).toEqual([])
    expect(told[0]?.['senderData']).toEqual({
      chatId: `${OTHER}@c.us`,
      chatName: 'Customer',
      sender: `${OTHER}@c.us`,
      senderName: 'Customer',
      senderContactName: '',
    })
    expect(told[5]?.['senderData']).toMatchObject({
      chatId: `${OTHER}@c.us`,
      sender: `${OWN}@c.us`,
      senderName: 'Shop',
    })
    const entry = (await history(instance)).find(({ idMessage }) => idMessage === first.idMessage)
    expect(entry).toMatchObject({ type: 'incoming', textMessage: 'hello', isEdited: true, isDeleted: true })
  })

  it('takes an edit from the author of a message alone, whatever the others of a group send', async () => {
    const instance = await makeInstance(store, { ...ALL_ON, editedMessageWebhook: 'yes' })
    const chat = { kind: 'group', id: '120363301188224466' } as const
    const first = arrives(text('hello'), { chat })
    const edit = (author: EngineMessage['author']) => {
      const data = { stanzaId: first.idMessage, textMessage: 'hi' }
      return arrives({ kind: 'other', typeMessage: 'editedMessage', data }, { chat, author, contentClass: 'edit' })
    }
    const isEdited = async () => {
      const found = await store.read(readChat, { instance, chat, count: 100 })
      return found.find((row) => row.id_message === first.idMessage)?.is_edited
    }
    await record(instance, [first, edit(person('15550109999'))])
    expect(await isEdited()).toBe(0)
    await record(instance, [edit(person(OTHER))])
    expect(await isEdited()).toBe(1)
  })

  it('records a message once, also when it comes again or under another name of its author', async () => {
    const instance = await makeInstance(store)
    const lid = '88112233445566'
    const message = arrives(text('once'), { chat: { kind: 'person', lid }, author: { kind: 'person', lid } })
    const recorder = messageRecorder(testWorld(store))
    recorder.handle({ on: 'message', instance, epoch: 1, inbox: 'a', message })
    recorder.handle({ on: 'peer', instance, phone: OTHER, lid })
    recorder.handle({ on: 'message', instance, epoch: 1, inbox: 'b', message })
    const known = { ...message, chat: person(OTHER), author: person(OTHER) }
    recorder.handle({ on: 'message', instance, epoch: 1, inbox: 'c', message: known })
    await recorder.stop()
    expect(await bodies(instance)).toHaveLength(1)
    expect(await history(instance)).toHaveLength(1)
    expect((await history(instance))[0]).toMatchObject({ chatId: `${OTHER}@c.us`, senderId: `${OTHER}@c.us` })
  })

  it('keeps an undecryptable mark from a good message, and replaces the mark by it', async () => {
    const instance = await makeInstance(store)
    const good = arrives(text('good'))
    const late = arrives(text('late'))
    const recorder = messageRecorder({ ...testWorld(store), graceMs: 0 })
    const from = { chat: person(OTHER), author: person(OTHER), fromMe: false }
    const undecryptable = { on: 'undecryptable', ...from, at: 1 } as const
    const mark = (idMessage: string) => recorder.handle({ ...undecryptable, instance, idMessage })
    recorder.handle({ on: 'message', instance, epoch: 1, inbox: 'a', message: good })
    mark(good.idMessage)
    mark(late.idMessage)
    await until(async () => (await bodies(instance)).length === 2)
    expect((await bodies(instance))[1]?.messageData).toMatchObject({ textMessageData: { textMessage: '{{SWE003}}' } })
    recorder.handle({ on: 'message', instance, epoch: 1, inbox: 'b', message: late })
    mark(late.idMessage)
    await recorder.stop()
    expect(await bodies(instance)).toHaveLength(3)
    const texts = (await history(instance)).map((entry) => entry['textMessage'])
    expect(texts.map(String).sort((a, b) => a.localeCompare(b))).toEqual(['good', 'late'])
  })

  it('neither journals nor tells what the settings do not want, and never afterwards', async () => {
    const instance = await makeInstance(store, {})
    const message = arrives(text('unwanted'))
    await record(instance, [message, arrives(text('mine'), { fromMe: true, author: person(OWN) })])
    expect(await bodies(instance)).toEqual([])
    expect(await history(instance)).toEqual([])
  })

  it('fetches a file first, keeps the order, and goes on without it when it does not come', async () => {
    const instance = await makeInstance(store)
    const world = { ...testWorld(store), fileMs: 1000 }
    const file = (fileName: string, size = 4): Content => ({
      kind: 'file',
      fileKind: 'image',
      fileName,
      mimeType: 'image/jpeg',
      size,
    })
    world.fake.answers.fetchMedia = async ({ raw }) => {
      if (Buffer.from(raw).toString() === 'never') return await new Promise(() => undefined)
      if (Buffer.from(raw).toString() === 'large') throw new Problem('mediaTooLarge')
      const { Readable } = await import('node:stream')
      const stored = await world.media.put(Readable.from([Buffer.from('data')]), {
        fileName: '',
        mimeType: 'image/jpeg',
        expiresAt: Date.now() + 1e6,
        limit: 10,
      })
      return { handle: stored.handle, size: 4, mimeType: 'image/jpeg' }
    }
    await record(
      instance,
      [
        arrives(file('one.jpg')),
        arrives(file(''), { raw: Buffer.from('never'), idMessage: '3EB0FFFFFFFFFFFFFFFFFF' }),
        arrives(text('behind')),
        arrives(file('big.jpg'), { raw: Buffer.from('large') }),
        arrives(file('bigger.jpg', 2_000_000)),
      ],
      world,
    )
    const told = await bodies(instance)
    expect(told.flatMap(breachesOfNotification)).toEqual([])
    const urls = told.map(
      (body) => (body.messageData['fileMessageData'] as { downloadUrl: string } | undefined)?.downloadUrl,
    )
    expect(urls).toEqual([
      expect.stringMatching(/^https:\/\/media\.test\/.*one\.jpg$/),
      '',
      undefined,
      '{{SWE002}}',
      '{{SWE002}}',
    ])
    expect(told[1]?.messageData['fileMessageData']).toMatchObject({ fileName: '3EB0FFFFFFFFFFFFFFFFFF.jpg' })
  })

  it('marks as read when the settings ask for it', async () => {
    const instance = await makeInstance(store, { ...ALL_ON, markIncomingMessagesReaded: 'yes' })
    const message = arrives(text('read me'))
    const world = await record(instance, [message])
    expect(world.fake.asked).toContainEqual({
      ask: 'markRead',
      chat: person(OTHER),
      messages: [{ idMessage: message.idMessage, author: person(OTHER) }],
    })
  })

  it('finds recent messages of all chats by direction, newest first', async () => {
    const instance = await makeInstance(store)
    const now = Date.now()
    await record(instance, [
      arrives(text('old'), { at: now - 3_600_000 }),
      arrives(text('new'), { at: now - 1000 }),
      arrives(text('mine'), { at: now - 500, fromMe: true, author: person(OWN) }),
      arrives(text('newest'), { at: now }),
    ])
    const recent = await store.read(readRecent, { instance, direction: 'incoming', since: now - 60_000 })
    const entries = entriesOf(recent, { media: testWorld(store).media, now, byLid: false })
    expect(entries.map((entry) => entry['textMessage'])).toEqual(['newest', 'new'])
  })
})
