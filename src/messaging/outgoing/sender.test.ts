import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintId, mintMessageId } from '../../base/ids.ts'
import { outbound } from '../../delivery/outbound.ts'
import { changeState } from '../../instances/state.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import {
  ALL_ON,
  makeInstance,
  OTHER,
  person,
  Problem,
  rows,
  testOperations,
  testWorld,
  until,
} from '../world.test-support.ts'
import { readSentMessage } from '../journals/sent-message.ts'
import { acceptSend } from './accept.ts'
import { expireOutgoing } from './expire.ts'
import { clearMessages } from './queue-views.ts'
import { senders } from './senders.ts'
import { keepBuilt } from './take.ts'

const accept = async (store: Store, instance: number, text: string, at = Date.now()): Promise<string> => {
  const idMessage = mintMessageId()
  await store.write(acceptSend, {
    instance,
    idMessage,
    to: person(OTHER),
    freshPeer: mintId(at),
    method: 'sendMessage',
    request: { message: text },
    draft: { content: { kind: 'text', text } },
    typingMs: 0,
    at,
  })
  return idMessage
}

describe.each(testStores(testOperations))('sending ($name)', (engine) => {
  let store: Store
  const net = outbound({ allow: ['127.0.0.0/8'] })
  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(async () => {
    await net.close()
    await engine.dispose()
  })
  const statusOf = async (instance: number, id: string) =>
    (await rows(store, `select status from journal where instance = ${instance} and id_message = '${id}'`))[0]?.[
      'status'
    ]
  const types = async (instance: number) =>
    (await rows(store, `select body from notification where instance = ${instance} order by receipt`)).map((row) => {
      const body = JSON.parse(String(row['body'])) as { typeWebhook: string; idMessage: string; status?: string }
      return `${body.typeWebhook}${body.status ? ` ${body.status}` : ''}`
    })
  const fast = { ...ALL_ON, delaySendMessagesMilliseconds: 0 }

  it('sends in order, tells that it left, and each status once', async () => {
    const world = { ...testWorld(store), outbound: net }
    world.policy.unlimited = true
    const instance = await makeInstance(store, fast)
    const ids: string[] = []
    for (let i = 0; i < 40; i++) ids.push(await accept(store, instance, `text ${i}`))
    const sending = senders(world)
    sending.onOpened(instance)
    await until(() => world.fake.sent.length === 40)
    expect(world.fake.sent.map((sent) => sent.idMessage)).toEqual(ids)
    const first = ids[0] ?? ''
    const receipt = {
      on: 'receipt' as const,
      instance,
      chat: person(OTHER),
      by: person(OTHER),
      idMessages: [first] as string[],
      at: Date.now(),
    }
    for (let i = 0; i < 2; i++) {
      sending.handle({ on: 'ack', instance, idMessage: first })
      sending.handle({ ...receipt, status: 'delivered' })
      sending.handle({ ...receipt, status: 'read' })
      sending.handle({ ...receipt, status: 'delivered' })
    }
    for (const id of ids.slice(1)) sending.handle({ on: 'ack', instance, idMessage: id })
    await sending.stop()
    expect(await statusOf(instance, first)).toBe('read')
    expect(await statusOf(instance, ids[39] ?? '')).toBe('sent')
    expect(await rows(store, `select * from outgoing where instance = ${instance}`)).toEqual([])
    const told = await types(instance)
    expect(told.filter((type) => type === 'outgoingAPIMessageReceived')).toHaveLength(40)
    expect(told.filter((type) => type === 'outgoingMessageStatus sent')).toHaveLength(40)
    expect(told.filter((type) => type === 'outgoingMessageStatus delivered')).toHaveLength(1)
    expect(told.filter((type) => type === 'outgoingMessageStatus read')).toHaveLength(1)
  })

  it('hands unacknowledged messages again first, with the same id and bytes', async () => {
    const world = { ...testWorld(store), outbound: net }
    world.policy.unlimited = true
    const instance = await makeInstance(store, fast)
    const ids = [await accept(store, instance, 'one'), await accept(store, instance, 'two')]
    const before = senders(world)
    before.onOpened(instance)
    await until(() => world.fake.sent.length === 2)
    await before.stop()
    const bytes = world.fake.sent.map((sent) => sent.built)
    ids.push(await accept(store, instance, 'three'))
    world.fake.answers.build = async ({ idMessage }) => ({ built: Buffer.from(`other bytes ${idMessage}`) })
    const after = senders(world)
    after.onOpened(instance)
    await until(() => world.fake.sent.length === 5)
    expect(world.fake.sent.slice(2).map((sent) => sent.idMessage)).toEqual(ids)
    expect(world.fake.sent.slice(2, 4).map((sent) => sent.built)).toEqual(bytes)
    for (const idMessage of ids) after.handle({ on: 'ack', instance, idMessage })
    await after.stop()
    const told = await types(instance)
    expect(told.filter((type) => type === 'outgoingAPIMessageReceived')).toHaveLength(3)
  })

  it('hands nothing of its own again, however much fits into a millisecond', async () => {
    let now = Date.now()
    const real = testWorld(store)
    // stands still but for whoever waits for its next tick
    const sleepUntil = async (at: number, signal?: AbortSignal) => {
      if (at - now > 1) await real.clock.sleepUntil(Date.now() + 60_000, signal)
      else now = Math.max(now, at)
    }
    const world = { ...real, clock: { now: () => now, sleepUntil }, outbound: net }
    world.policy.unlimited = true
    const instance = await makeInstance(store, fast)
    await accept(store, instance, 'one')
    const sending = senders(world)
    sending.onOpened(instance)
    await until(() => world.fake.sent.length > 0)
    await until(async () => (await types(instance)).includes('outgoingAPIMessageReceived'))
    const last = await accept(store, instance, 'two')
    world.bus.nudge('outgoing', instance)
    await until(() => world.fake.sent.some(({ idMessage }) => idMessage === last))
    await sending.stop()
    expect(world.fake.sent).toHaveLength(2)
  })

  it('never keeps other bytes for an id that has been built', async () => {
    const instance = await makeInstance(store)
    const idMessage = await accept(store, instance, 'once')
    const [row] = await rows(store, `select seq, accepted_at from outgoing where instance = ${instance}`)
    const built = (bytes: string) => ({
      instance,
      rows: [
        {
          seq: Number(row?.['seq']),
          acceptedAt: Number(row?.['accepted_at']),
          to: person(OTHER),
          built: Buffer.from(bytes),
        },
      ],
    })
    expect(await store.write(keepBuilt, built('first'))).toEqual([Number(row?.['seq'])])
    expect(await store.write(keepBuilt, built('second'))).toEqual([])
    const kept = await store.read(readSentMessage, { instance, idMessage })
    expect(Buffer.from(kept ?? []).toString()).toBe('first')
  })

  it('keeps a message whose send was cut and sends it before those behind it', async () => {
    const world = { ...testWorld(store), outbound: net }
    const instance = await makeInstance(store)
    const ids = [await accept(store, instance, 'one'), await accept(store, instance, 'two')]
    let cuts = 0
    world.fake.handing = async () => {
      cuts += 1
      if (cuts === 1) throw new Problem('disconnected', 'cut')
    }
    const sending = senders(world)
    sending.onOpened(instance)
    await until(() => world.fake.sent.length === 2)
    await sending.stop()
    expect(world.fake.sent.map((sent) => sent.idMessage)).toEqual(ids)
  })

  it('tells noAccount and goes on; sets poison aside and goes on', async () => {
    const world = { ...testWorld(store), outbound: net }
    world.policy.unlimited = true
    const instance = await makeInstance(store, { delaySendMessagesMilliseconds: 0 })
    const [none, poison, fine] = [
      await accept(store, instance, 'none'),
      await accept(store, instance, 'poison'),
      await accept(store, instance, 'fine'),
    ]
    world.fake.handing = async ({ idMessage }) => {
      if (idMessage === none) throw new Problem('noAccount', 'no account')
    }
    world.fake.answers.build = async ({ idMessage }) => {
      if (idMessage === poison) throw new Problem('failed', 'cannot be built')
      return { built: Buffer.from(idMessage) }
    }
    const sending = senders(world)
    sending.onOpened(instance)
    await until(() => world.fake.sent.length === 1)
    sending.handle({ on: 'ack', instance, idMessage: fine })
    await sending.stop()
    expect(await statusOf(instance, none)).toBe('noAccount')
    expect(await statusOf(instance, poison)).toBe('failed')
    expect(await statusOf(instance, fine)).toBe('sent')
    // both words are told although every switch is off
    expect(await types(instance)).toEqual(['outgoingMessageStatus noAccount', 'outgoingMessageStatus failed'])
    const parked = await rows(store, `select state, reason from outgoing where instance = ${instance}`)
    expect(parked).toEqual([{ state: 'parked', reason: 'cannot be built' }])
  })

  it('keeps the delay between two sends', async () => {
    const world = { ...testWorld(store), outbound: net }
    const instance = await makeInstance(store, { delaySendMessagesMilliseconds: 600 })
    const times: number[] = []
    world.fake.handing = async () => {
      times.push(Date.now())
    }
    for (let i = 0; i < 3; i++) await accept(store, instance, `text ${i}`)
    const sending = senders(world)
    sending.onOpened(instance)
    await until(() => times.length === 3)
    await sending.stop()
    const [first = 0, second = 0, third = 0] = times
    expect(second - first).toBeGreaterThanOrEqual(598)
    expect(third - second).toBeGreaterThanOrEqual(598)
  })

  it('waits while the instance is not authorized; drops what is older than a day, and says so', async () => {
    const world = { ...testWorld(store), outbound: net }
    const instance = await makeInstance(store, {})
    await store.write(changeState, { instance, state: 'suspended', reason: 't', at: 1 })
    const old = await accept(store, instance, 'old', Date.now() - 25 * 3_600_000)
    const young = await accept(store, instance, 'young')
    const sending = senders(world)
    sending.onOpened(instance)
    const expired = await store.write(expireOutgoing, { at: Date.now(), eventIds: [mintId(1), mintId(2)] })
    expect(expired).toEqual({ dropped: 1, told: [instance] })
    expect(await statusOf(instance, old)).toBe('failed')
    expect(world.fake.sent).toEqual([])
    await store.write(changeState, { instance, state: 'authorized', reason: 't', at: 2 })
    world.bus.nudge('state', instance)
    await until(() => world.fake.sent.length === 1)
    await sending.stop()
    expect(world.fake.sent[0]?.idMessage).toBe(young)
  })

  it('sends nothing that was cleared', async () => {
    const world = { ...testWorld(store), outbound: net }
    const instance = await makeInstance(store)
    const id = await accept(store, instance, 'cleared')
    expect(await store.write(clearMessages, { instance, at: Date.now() })).toBe(1)
    const sending = senders(world)
    sending.onOpened(instance)
    await sending.stop()
    expect(world.fake.sent).toEqual([])
    expect(await statusOf(instance, id)).toBe('failed')
  })
})
