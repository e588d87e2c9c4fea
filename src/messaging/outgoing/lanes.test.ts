import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId, mintMessageId } from '../../base/ids.ts'
import { outbound } from '../../delivery/outbound.ts'
import { testClock } from '../../instances/world.spec-suite.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { pruneJournal } from '../journals/prune.ts'
import { makeInstance, OTHER, person, rows, testOperations, testWorld, until } from '../world.test-support.ts'
import { QUEUE_LIFE_MS, type Accepted } from './accept.ts'
import { expireOutgoing } from './expire.ts'
import { FURTHEST_MS, IN_TURN, type Timing } from './lanes.ts'
import { acceptSends } from './once.ts'
import { waitingMessages } from './queue-views.ts'
import { senders } from './senders.ts'
import { HEAD, takeNext } from './take.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

describe.each(testStores(testOperations))('lanes of a queue ($name)', (engine) => {
  let store: Store
  const net = outbound({ allow: [] })

  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(async () => {
    await net.close()
    await engine.dispose()
  })

  const sendOf = (instance: number, at: number, timing: Partial<Timing>): Accepted => ({
    instance,
    idMessage: mintMessageId(),
    to: person(OTHER),
    freshPeer: mintId(at),
    method: 'sendMessage',
    request: {},
    draft: { content: { kind: 'text', text: 'Hello' } },
    typingMs: 0,
    at,
    timing: { ...IN_TURN, ...timing },
  })
  const accept = async (instance: number, at: number, timing: Partial<Timing> = {}): Promise<string> => {
    const [id = ''] = await store.write(acceptSends, { sends: [sendOf(instance, at, timing)] })
    return id
  }
  /** A world whose time stands still, and how often its sender has looked at the queue. */
  const stillWorld = (clock = testClock()) => {
    let looks = 0
    const watched: Store = {
      ...store,
      read: (operation, input) => {
        if ((operation as unknown) === takeNext) looks += 1
        return store.read(operation, input)
      },
      write: (operation, input) => store.write(operation, input),
    }
    const world = { ...testWorld(watched), outbound: net, clock }
    const sending = senders(world)
    /** Of the network, which takes every message; what a test does when one is handed over comes before. */
    let onHanding = async (): Promise<void> => undefined
    const open = (instance: number, doing = onHanding) => {
      onHanding = doing
      world.fake.handing = async ({ idMessage }) => {
        await onHanding()
        sending.handle({ on: 'ack', instance, idMessage })
      }
      sending.onOpened(instance)
    }
    // while time stands still, what has not been acknowledged yet is handed again
    const sent = () => [...new Set(world.fake.sent.map(({ idMessage }) => idMessage))]
    return { world, clock, open, stop: () => sending.stop(), looks: () => looks, sent }
  }

  test('high goes before normal, and each in the order in which it was accepted', async () => {
    const instance = await makeInstance(store, { delaySendMessagesMilliseconds: 0 })
    const ids: string[] = []
    for (const priority of ['normal', 'high', 'normal', 'high'] as const)
      ids.push(await accept(instance, 1000, { priority }))
    const [first, urgent, second, next] = ids
    const input = { instance, at: 2000, handedBefore: 0, after: HEAD, unlimited: true }
    const { rows: due, nextAt } = await store.read(takeNext, input)
    expect(due.map(({ idMessage }) => idMessage)).toEqual([urgent, next, first, second])
    expect(nextAt).toBeNull()
    const [high = 0, normal = 0] = [due[1]?.seq, due[2]?.seq]
    const rest = await store.read(takeNext, { ...input, after: { high, normal } })
    expect(rest.rows.map(({ idMessage }) => idMessage)).toEqual([second])
  })

  test('what is accepted as high while windows are on their way leaves before what waits behind them', async () => {
    const { world, clock, open, stop, sent } = stillWorld()
    world.policy.unlimited = true
    const instance = await makeInstance(store, { delaySendMessagesMilliseconds: 0 })
    for (let i = 0; i < 60; i++) await accept(instance, clock.now())
    let urgent = ''
    open(instance, async () => {
      if (urgent === '') urgent = await accept(instance, clock.now(), { priority: 'high' })
    })
    await until(() => sent().length === 61)
    await stop()
    // one window was leaving, and one had been taken
    expect(sent().indexOf(urgent)).toBeLessThanOrEqual(32)
  })

  test('a message waits for its time without anybody looking for it, then goes like any other', async () => {
    const { clock, open, stop, looks, sent } = stillWorld()
    const instance = await makeInstance(store)
    const begin = clock.now()
    const later = await accept(instance, begin, { dueAt: begin + 40 * MINUTE + 1 })
    let ordinary = ''
    open(instance, async () => {
      if (ordinary === '') ordinary = await accept(instance, clock.now())
    })
    await until(() => looks() > 0)
    await clock.advance(40 * MINUTE)
    expect(sent()).toEqual([])
    // an idle sender looks every 15 s
    expect(looks()).toBeLessThanOrEqual(40 * 4 + 2)
    await clock.advance(1)
    await until(() => sent().length === 1)
    await until(async () => {
      await clock.advance(500)
      return sent().length === 2
    })
    expect(sent()).toEqual([later, ordinary])
    await stop()
  })

  test('its time survives a restart, also when it came while nobody was there', async () => {
    const before = stillWorld()
    const instance = await makeInstance(store)
    const begin = before.clock.now()
    const [soon, late] = [
      await accept(instance, begin, { dueAt: begin + MINUTE }),
      await accept(instance, begin, { dueAt: begin + 2 * MINUTE }),
    ]
    before.open(instance)
    await until(() => before.looks() > 0)
    await before.stop()
    const after = stillWorld(testClock(begin + MINUTE + 5))
    after.open(instance)
    await until(() => after.sent().length === 1)
    expect([before.sent(), after.sent()]).toEqual([[], [soon]])
    await until(async () => {
      await after.clock.advance(MINUTE / 10)
      return after.sent().length === 2
    })
    await after.stop()
    expect(after.sent()).toEqual([soon, late])
  })

  test('one that has come due leaves before what was accepted after it, behind what is high', async () => {
    const { clock, open, stop, sent } = stillWorld()
    const instance = await makeInstance(store)
    const begin = clock.now()
    const due = await accept(instance, begin, { dueAt: begin + 1 })
    const ordinary = await accept(instance, begin)
    const urgent = await accept(instance, begin, { priority: 'high' })
    await clock.advance(1)
    open(instance)
    await until(async () => {
      await clock.advance(500)
      return sent().length === 3
    })
    await stop()
    expect(sent()).toEqual([urgent, due, ordinary])
  })

  test('it does not expire before its time, and is shown last; its journal entry is kept as long', async () => {
    const instance = await makeInstance(store)
    const due = 1000 + 3 * DAY
    const later = await accept(instance, 1000, { dueAt: due })
    const expire = (at: number) =>
      store.write(expireOutgoing, { at, eventIds: Array.from({ length: 99 }, () => mintId(1)) })
    expect((await expire(due + QUEUE_LIFE_MS - 1)).told).not.toContain(instance)
    const ordinary = await accept(instance, due - DAY)
    const { rows: shown } = await store.read(waitingMessages, { instance, at: due - DAY })
    expect(shown).toMatchObject([
      { id_message: ordinary, due_at: null },
      { id_message: later, due_at: due },
    ])
    const prune = () => store.write(pruneJournal, { instance, before: due, limit: 10 })
    expect(await prune()).toBe(0)
    expect((await expire(due + QUEUE_LIFE_MS)).told).toContain(instance)
    expect(await prune()).toBe(2)
    expect(await rows(store, `select 1 from outgoing where instance = ${instance}`)).toEqual([])
  })

  test('a time that is over or too far away is refused, unless the call was accepted before', async () => {
    const instance = await makeInstance(store)
    const at = 10 * DAY
    const once = { key: 'later', requestHash: 'same' }
    const first = await store.write(acceptSends, { sends: [sendOf(instance, at, { dueAt: at + 1 })], once })
    for (const dueAt of [at, at + FURTHEST_MS + 1])
      await expect(accept(instance, at, { dueAt })).rejects.toMatchObject({ kind: { code: 'sendTimeRefused' } })
    const again = { sends: [sendOf(instance, at + MINUTE, { dueAt: at + 1 })], once }
    expect(await store.write(acceptSends, again)).toEqual(first)
    expect(await rows(store, `select id_message from outgoing where instance = ${instance}`)).toEqual([
      { id_message: first[0] },
    ])
  })
})
