import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../base/ids.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { makeInstance, OTHER, person, rows, testOperations } from '../world.test-support.ts'
import { acceptSend } from './accept.ts'
import { parkedMessages, removeMessage } from './queue-views.ts'
import { pauseQueue, releaseParked, resumeQueues } from './resume.ts'
import { settleAndTake } from './settle.ts'
import { HEAD, takeNext } from './take.ts'

describe.each(testStores(testOperations))('steering a queue ($name)', (engine) => {
  let store: Store

  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  const accept = (instance: number, idMessage: string) =>
    store.write(acceptSend, {
      instance,
      idMessage,
      to: person(OTHER),
      freshPeer: mintId(1),
      method: 'sendMessage',
      request: { message: idMessage },
      draft: { content: { kind: 'text', text: idMessage } },
      typingMs: 0,
      at: 1000,
    })
  const take = async (instance: number) =>
    (await store.read(takeNext, { instance, at: 2000, handedBefore: 0, after: HEAD, unlimited: false })).rows

  test("a restore's pause and a customer's do not end each other", async () => {
    const instance = await makeInstance(store)
    await accept(instance, 'AAAA1111')
    expect(await store.write(pauseQueue, { instance, paused: true })).toBe(false)
    expect(await take(instance)).toEqual([])
    expect(await store.write(resumeQueues, { instance })).toBe(0)
    expect(await take(instance)).toEqual([])
    expect(await store.write(pauseQueue, { instance, paused: false })).toBe(true)
    expect(await take(instance)).toHaveLength(1)
  })

  test('a parked message tells why, and is put back or dropped', async () => {
    const instance = await makeInstance(store)
    for (const id of ['BBBB1111', 'BBBB2222']) {
      await accept(instance, id)
      const [due] = await take(instance)
      const row = { seq: due?.seq ?? 0, acceptedAt: 1000, at: 3000 }
      const outcome = { ...row, end: 'parked' as const, description: 'it never works', eventId: mintId(3) }
      await store.write(settleAndTake, { instance, outcomes: [outcome] })
    }
    const parked = () => store.read(parkedMessages, { instance, at: 4000 })
    const shown = { method: 'sendMessage', reason: 'it never works' }
    expect(await parked()).toMatchObject([
      { id_message: 'BBBB1111', ...shown },
      { id_message: 'BBBB2222', ...shown },
    ])
    const one = { instance, limit: 1, at: 4000 }
    expect(await store.write(releaseParked, { ...one, idMessage: 'BBBB2222' })).toBe(1)
    expect((await take(instance)).map(({ idMessage }) => idMessage)).toEqual(['BBBB2222'])
    expect(await store.write(removeMessage, { instance, idMessage: 'BBBB1111', at: 5000 })).toBe(true)
    expect(await parked()).toEqual([])
    const words = await rows(store, `select id_message, status from journal where instance = ${instance} order by seq`)
    expect(words.map(({ status }) => status)).toEqual(['failed', 'pending'])
  })
})
