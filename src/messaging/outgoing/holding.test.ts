import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId, mintMessageId } from '../../base/ids.ts'
import { outbound } from '../../delivery/outbound.ts'
import { changeState } from '../../instances/state.ts'
import { testClock } from '../../instances/world.spec-suite.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { readTimeline } from '../journals/timeline.ts'
import { recordMessage } from '../journals/record.ts'
import {
  ALL_ON,
  makeInstance,
  OTHER,
  OWN,
  person,
  rows,
  testOperations,
  testWorld,
  until,
} from '../world.test-support.ts'
import { acceptSend } from './accept.ts'
import { recordEvidence } from './evidence.ts'
import { NEW_CHAT } from './holding.ts'
import { waitingMessages } from './queue-views.ts'
import { senders } from './senders.ts'

const STRANGER = '15550104499'
const HOUR = 3_600_000
const LOCKED = 'the account is restricted from starting new chats (463)'

describe.each(testStores(testOperations))('holding back new chats ($name)', (engine) => {
  let store: Store
  const net = outbound({ allow: [] })

  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(async () => {
    await net.close()
    await engine.dispose()
  })

  /** An instance with its sender, in a time of its own; the network takes what `refuse` does not name. */
  const world = async (clock = testClock()) => {
    const instance = await makeInstance(store, ALL_ON)
    const at = testWorld(store, clock)
    const sending = senders({ ...at, outbound: net })
    const refused = new Set<string>()
    at.fake.handing = async ({ idMessage }) => {
      const ack = { on: 'ack' as const, instance, idMessage }
      if (!refused.has(idMessage)) return sending.handle(ack)
      refused.delete(idMessage)
      sending.handle({ ...ack, error: { code: 'restricted', text: LOCKED } })
    }
    const accept = async (phone: string) => {
      const idMessage = mintMessageId()
      await store.write(acceptSend, {
        instance,
        idMessage,
        to: person(phone),
        freshPeer: mintId(clock.now()),
        method: 'sendMessage',
        request: {},
        draft: { content: { kind: 'text', text: 'Hello' } },
        typingMs: 0,
        at: clock.now(),
      })
      return idMessage
    }
    const enter = async (state: 'suspended' | 'authorized', restrictedUntil: number | null) => {
      await store.write(changeState, { instance, state, reason: 'test', at: clock.now(), restrictedUntil })
      at.bus.nudge('state', instance)
    }
    /** Ids in the order in which they left first, once all of them have. */
    const gone = async (...ids: string[]) => {
      const sent = () => [...new Set(at.fake.sent.map(({ idMessage }) => idMessage))]
      await until(async () => {
        await clock.advance(500)
        return ids.every((id) => sent().includes(id))
      })
      return sent()
    }
    const waiting = async () => store.read(waitingMessages, { instance, at: clock.now() })
    const held = async (...ids: string[]) => {
      await until(async () => {
        await clock.advance(500)
        const { rows: shown } = await waiting()
        return shown.length === ids.length && shown.every(({ lane }) => lane === 3)
      })
      expect((await waiting()).rows.map(({ id_message: id }) => id)).toEqual(ids)
    }
    sending.onOpened(instance)
    return { ...at, instance, sending, clock, refused, accept, enter, gone, held, waiting }
  }
  type World = Awaited<ReturnType<typeof world>>

  /** The other side writes. */
  const hear = ({ instance, clock }: World, phone: string) =>
    store.write(recordMessage, {
      instance,
      inbox: null,
      chat: person(phone),
      author: person(phone),
      fromMe: false,
      idMessage: mintMessageId(),
      // the network's times are whole seconds
      sentAt: Math.floor(clock.now() / 1000) * 1000,
      pushName: '',
      contentClass: 'message',
      content: { kind: 'text', text: 'Hello' },
      downloadUrl: '',
      freshChat: mintId(1),
      freshAuthor: mintId(2),
      eventId: mintId(clock.now()),
      at: clock.now(),
    })

  test('while suspended what exists goes on, what is new waits, untried, and leaves in order at the end', async () => {
    const at = await world()
    await hear(at, OTHER)
    const end = at.clock.now() + HOUR
    await at.enter('suspended', end)
    const [first, second] = [await at.accept(STRANGER), await at.accept(STRANGER)]
    const known = await at.accept(OTHER)
    expect(await at.gone(known)).toEqual([known])
    const note = await at.accept(OWN)
    expect(await at.gone(note)).toEqual([known, note])
    await at.held(first, second)
    expect(await at.waiting()).toMatchObject({ heldUntil: end, rows: [{ reason: NEW_CHAT }, { reason: NEW_CHAT }] })
    const way = await store.read(readTimeline, { instance: at.instance, idMessage: first })
    expect(way?.map(({ event }) => event)).toEqual(['accepted', 'queued', 'held'])
    expect(way?.[2]?.detail).toEqual({ reason: NEW_CHAT, until: end })
    await at.enter('authorized', null)
    expect(await at.gone(first, second)).toEqual([known, note, first, second])
    await at.sending.stop()
  })

  test('a refused message waits with its bytes; it was told as sent by the API once, and as sent never before', async () => {
    const at = await world()
    await hear(at, OTHER)
    const id = await at.accept(STRANGER)
    at.refused.add(id)
    const lock = at.clock.now() + HOUR
    await at.gone(id)
    await at.enter('suspended', lock)
    await at.held(id)
    expect((await at.waiting()).rows).toMatchObject([{ reason: LOCKED }])
    const told = async () =>
      (await rows(store, `select body from notification where instance = ${at.instance} order by receipt`))
        .map(({ body }) => JSON.parse(String(body)) as { typeWebhook: string; idMessage: string; status?: string })
        .filter(({ idMessage }) => idMessage === id)
        .map(({ typeWebhook, status }) => status ?? typeWebhook)
    expect(await told()).toEqual(['outgoingAPIMessageReceived'])
    await at.enter('authorized', null)
    await until(async () => {
      await at.clock.advance(500)
      return (await told()).length === 2
    })
    expect(await told()).toEqual(['outgoingAPIMessageReceived', 'sent'])
    const built = at.fake.sent.filter(({ idMessage }) => idMessage === id).map((sent) => sent.built)
    expect(new Set(built).size).toBe(1)
    expect(built.length).toBeGreaterThan(1)
    await at.sending.stop()
  })

  test('a cap holds new chats back until it ends, without touching the state', async () => {
    const at = await world()
    await hear(at, OTHER)
    const end = at.clock.now() + HOUR
    at.sending.handle({ on: 'capped', instance: at.instance, until: end })
    await until(
      async () => (await rows(store, `select held_until from outgoing_pace where instance = ${at.instance}`))[0],
    )
    const [fresh, known] = [await at.accept(STRANGER), await at.accept(OTHER)]
    expect(await at.gone(known)).toEqual([known])
    await at.held(fresh)
    expect((await at.waiting()).heldUntil).toBe(end)
    await at.clock.advance(HOUR)
    expect(await at.gone(fresh)).toEqual([known, fresh])
    await at.sending.stop()
  })

  test('a cap that is lifted early lets go at once', async () => {
    const at = await world()
    at.sending.handle({ on: 'capped', instance: at.instance, until: 0 })
    await until(
      async () => (await rows(store, `select held_until from outgoing_pace where instance = ${at.instance}`))[0],
    )
    const fresh = await at.accept(STRANGER)
    await at.held(fresh)
    at.sending.handle({ on: 'capped', instance: at.instance, until: null })
    expect(await at.gone(fresh)).toEqual([fresh])
    await at.sending.stop()
  })

  test('who is held back and writes is answered, and what was held for them goes first', async () => {
    const at = await world()
    await at.enter('suspended', 0)
    const [first, other] = [await at.accept(STRANGER), await at.accept('15550104498')]
    await at.held(first, other)
    expect((await at.waiting()).heldUntil).toBeNull()
    await at.clock.advance(5000)
    await hear(at, STRANGER)
    const answer = await at.accept(STRANGER)
    expect(await at.gone(answer)).toEqual([first, answer])
    await at.held(other)
    await at.sending.stop()
  })

  test('a chat that exists and is refused all the same is tried once, and keeps its order', async () => {
    const at = await world()
    await hear(at, OTHER)
    await at.clock.advance(5000)
    await at.enter('suspended', 0)
    const first = await at.accept(OTHER)
    at.refused.add(first)
    await at.gone(first)
    await at.held(first)
    const second = await at.accept(OTHER)
    await at.held(first, second)
    expect(at.fake.sent.map(({ idMessage }) => idMessage)).not.toContain(second)
    await at.sending.stop()
  })

  test('a refusal that overtakes the record of handing holds the message all the same', async () => {
    const at = await world()
    const id = await at.accept(STRANGER)
    let handed = false
    at.fake.handing = async ({ idMessage }) => {
      if (handed) return
      handed = true
      const ack = { instance: at.instance, idMessage, at: at.clock.now(), eventId: mintId(1), handedEventId: mintId(2) }
      await store.write(recordEvidence, { items: [{ kind: 'ack', ack: { ...ack, held: LOCKED } }] })
    }
    await until(async () => {
      await at.clock.advance(100)
      return handed
    })
    await at.enter('suspended', 0)
    await at.held(id)
    await at.sending.stop()
  })
})
