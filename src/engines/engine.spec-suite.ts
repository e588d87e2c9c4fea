import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Phone, SandboxNetwork } from '../../sandbox/src/api.ts'
import { mintMessageId } from '../base/ids.ts'
import type { Content } from '../base/content.ts'
import type { MediaStore } from '../media/port.ts'
import { engineClient, EngineError, type EngineClient } from './client.ts'
import type { EngineHost, SessionStore } from './port.ts'
import { eventLog, type EventLog } from './testing/event-log.ts'
import { memoryMediaStore, type MemoryMediaStore } from './testing/memory-media-store.ts'
import { memorySessionStore, type MemorySessionStore } from './testing/memory-session-store.ts'

/** What every engine of the port must do, whatever library it uses, shown on an offline network. */
export interface EngineUnderTest {
  network: SandboxNetwork
  makeHost(store: SessionStore, media: MediaStore): EngineHost
}

const OPTIONS = { keepOnline: false }

export function engineSpecSuite(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(`${name}, as an engine`, () => {
    let engine: EngineUnderTest
    let store: MemorySessionStore
    let media: MemoryMediaStore
    let client: EngineClient
    let events: EventLog
    let instance = 1000
    let number = 551190000000

    const start_ = () => {
      client = engineClient(engine.makeHost(store, media))
      events = eventLog((listener) => client.on(listener))
    }
    const newPhone = (): Phone => engine.network.createPhone({ number: String(++number), name: `Person ${number}` })
    const person = (phone: Phone) => ({ kind: 'person' as const, phone: phone.number })
    const say = async (id: number, to: Phone, content: Content) => {
      const idMessage = mintMessageId()
      const { built } = await client.ask(id, { ask: 'build', idMessage, to: person(to), content })
      store.sent(id, idMessage, built)
      await client.ask(id, { ask: 'send', messages: [{ idMessage, to: person(to), built }] })
      return idMessage
    }
    const linked = async (): Promise<{ id: number; phone: Phone }> => {
      const id = ++instance
      const phone = newPhone()
      client.post({ do: 'link', instance: id, epoch: 1, attempt: `a${id}`, options: OPTIONS })
      const { qr } = await events.until('qr', (event) => event.instance === id)
      await phone.scan(qr)
      await events.until('opened', (event) => event.instance === id)
      return { id, phone }
    }

    beforeAll(async () => {
      engine = await start()
      store = memorySessionStore()
      media = memoryMediaStore()
      start_()
    })
    afterAll(async () => {
      await client.stop()
      await engine.network.stop()
    })

    test('links by QR, tells its steps in order and goes on to opened', async () => {
      const { id, phone } = await linked()
      const steps = events.all.filter((event) => 'instance' in event && event.instance === id).map(({ on }) => on)
      expect(steps.filter((on) => on !== 'peer')).toEqual(['qr', 'pairing', 'linked', 'opened'])
      const [opened] = events.of('opened', id)
      expect(opened?.account).toMatchObject({ phone: phone.number, lid: phone.lid })
    })

    test('links by code', async () => {
      const id = ++instance
      const phone = newPhone()
      client.post({ do: 'link', instance: id, epoch: 1, attempt: 'c', options: OPTIONS, phone: phone.number })
      const { code, expiresAt } = await events.until('code', (event) => event.instance === id)
      expect(code).toMatch(/^[0-9A-Z]{8}$/)
      expect(expiresAt).toBeGreaterThan(Date.now())
      await phone.enterCode(code)
      const { account } = await events.until('opened', (event) => event.instance === id)
      expect(account.phone).toBe(phone.number)
    })

    test('sends text that a person sees once, acked, then delivered and read', async () => {
      const { id } = await linked()
      const friend = newPhone()
      const idMessage = await say(id, friend, { kind: 'text', text: 'Good morning' })
      const shown = await friend.waitFor((message) => message.id === idMessage)
      expect(shown).toMatchObject({ text: 'Good morning', wireCount: 1 })
      const { error } = await events.until('ack', (event) => event.idMessage === idMessage)
      expect(error).toBeUndefined()
      const has = (status: string) => (event: { idMessages: string[]; status: string }) =>
        event.status === status && event.idMessages.includes(idMessage)
      await events.until('receipt', has('delivered'))
      friend.read(shown.chat, [idMessage])
      const { by } = await events.until('receipt', has('read'))
      expect(by).toMatchObject({ kind: 'person' })
    })

    test('hands on received text with both names of its author, and the row is there until it is recorded', async () => {
      const { id, phone } = await linked()
      const friend = newPhone()
      const sent = await friend.send(phone.number, { text: 'Are you there?' })
      const event = await events.until('message', ({ message }) => message.idMessage === sent.id)
      expect(event).toMatchObject({ instance: id, epoch: 1 })
      expect(event.message).toMatchObject({
        fromMe: false,
        contentClass: 'message',
        author: { kind: 'person', phone: friend.number, lid: friend.lid },
        chat: { kind: 'person', phone: friend.number },
        content: { kind: 'text', text: 'Are you there?' },
        pushName: friend.name,
      })
      expect((await store.inbox(id)).map((row) => row.id)).toContain(event.inbox)
      store.recorded(id, event.inbox)
    })

    test('hands on what the person wrote on the phone itself', async () => {
      const { phone } = await linked()
      const friend = newPhone()
      const { id: idMessage } = await phone.send(friend.number, { text: 'From my pocket' })
      const { message } = await events.until('message', (event) => event.message.idMessage === idMessage)
      expect(message).toMatchObject({
        fromMe: true,
        chat: { phone: friend.number },
        author: { phone: phone.number },
        content: { kind: 'text', text: 'From my pocket' },
      })
    })

    test('resumes without a new link and gets what came meanwhile', async () => {
      const { id, phone } = await linked()
      client.post({ do: 'close', instance: id })
      const { reason } = await events.until('closed', (event) => event.instance === id)
      expect(reason).toBe('asked')
      const friend = newPhone()
      const sent = await friend.send(phone.number, { text: 'While you slept' })
      client.post({ do: 'open', instance: id, epoch: 2, options: OPTIONS })
      await events.until('opened', (event) => event.instance === id && event.epoch === 2)
      const { message } = await events.until('message', (event) => event.message.idMessage === sent.id)
      expect(message).toMatchObject({ offline: true, content: { text: 'While you slept' } })
    })

    test('answers look-ups, and refuses to send to a number without an account', async () => {
      const { id } = await linked()
      const friend = newPhone()
      expect(await client.ask(id, { ask: 'lookUp', person: { kind: 'person', phone: friend.number } })).toEqual({
        exists: true,
        lid: friend.lid,
      })
      expect(await client.ask(id, { ask: 'lookUp', person: { kind: 'person', phone: '4930123456' } })).toEqual({
        exists: false,
      })
      const built = (
        await client.ask(id, {
          ask: 'build',
          idMessage: mintMessageId(),
          to: person(friend),
          content: { kind: 'text', text: 'x' },
        })
      ).built
      const to = { kind: 'person' as const, phone: '4930123456' }
      const refused = client.ask(id, { ask: 'send', messages: [{ idMessage: mintMessageId(), to, built }] })
      await expect(refused).rejects.toMatchObject({ problem: { code: 'noAccount' } })
    })

    test('a question without an open session is a clear problem', async () => {
      const asked = client.ask(999_999, { ask: 'account' })
      await expect(asked).rejects.toBeInstanceOf(EngineError)
      await expect(asked).rejects.toMatchObject({ problem: { code: 'notOpen' } })
    })

    test('logs out: the phone no longer lists the device, the credentials are gone', async () => {
      const { id, phone } = await linked()
      client.post({ do: 'logout', instance: id, epoch: 1 })
      const { reason } = await events.until('closed', (event) => event.instance === id)
      expect(reason).toBe('loggedOut')
      expect(phone.state().devices).toEqual([])
      expect(await store.creds(id)).toBeUndefined()
    })

    test('says so when the person unlinks it on the phone', async () => {
      const { id, phone } = await linked()
      phone.unlink()
      const { reason } = await events.until('closed', (event) => event.instance === id)
      expect(reason).toBe('loggedOut')
    })

    test('tells when another connection takes over', async () => {
      const { id } = await linked()
      const other = engineClient(engine.makeHost(store, media))
      other.post({ do: 'open', instance: id, epoch: 1, options: OPTIONS })
      const { reason } = await events.until('closed', (event) => event.instance === id)
      expect(reason).toBe('replaced')
      await other.stop()
    })

    test('sends a document and fetches it again', async () => {
      const { id, phone } = await linked()
      const friend = newPhone()
      const data = Buffer.from('%PDF-1.4 a small file')
      const sent = await friend.send(phone.number, {
        media: { kind: 'document', data, fileName: 'bill.pdf', mimeType: 'application/pdf' },
      })
      const { message } = await events.until('message', (event) => event.message.idMessage === sent.id)
      expect(message.content).toMatchObject({ kind: 'file', fileKind: 'document', fileName: 'bill.pdf' })
      const fetched = await client.ask(id, { ask: 'fetchMedia', raw: message.raw, limitBytes: 1_000_000 })
      expect(media.bytes(fetched.handle)?.equals(data)).toBe(true)
      const idMessage = await say(id, friend, {
        kind: 'file',
        fileKind: 'document',
        handle: fetched.handle,
        fileName: 'again.pdf',
        mimeType: 'application/pdf',
        caption: 'as you asked',
      })
      const shown = await friend.waitFor((entry) => entry.id === idMessage)
      expect(shown.media).toMatchObject({ fileName: 'again.pdf', size: data.length, caption: 'as you asked' })
    })
  })
}
