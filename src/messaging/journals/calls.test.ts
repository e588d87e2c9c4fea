import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId } from '../../base/ids.ts'
import type { CallStage } from '../../engines/port.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { ALL_ON, makeInstance, OTHER, person, rows, testOperations } from '../world.test-support.ts'
import { pruneCalls, readCalls, recordCall } from './calls.ts'

describe.each(testStores(testOperations))('calls ($name)', (engine) => {
  let store: Store

  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  const stage = (instance: number, idCall: string, word: CallStage, at = 1000) =>
    store.write(recordCall, {
      instance,
      idCall,
      from: person(OTHER),
      stage: word,
      isVideo: word === 'offer',
      isGroup: false,
      at,
      freshPeer: mintId(1),
      eventId: mintId(1),
    })
  const told = async (instance: number) =>
    (await rows(store, `select body from notification where instance = ${instance} order by receipt`)).map(
      ({ body }) => (JSON.parse(String(body)) as { status: string }).status,
    )
  const kept = (instance: number) => store.read(readCalls, { instance, direction: 'incoming', since: 0 })

  test('an offer and one end of it are told and kept; what comes again or without an offer is not', async () => {
    const instance = await makeInstance(store, { ...ALL_ON, incomingCallWebhook: 'yes' })
    for (const word of ['offer', 'offer', 'hangUp', 'missed'] as const) await stage(instance, 'AA', word)
    await stage(instance, 'BB', 'pickUp')
    expect(await told(instance)).toEqual(['offer', 'hangUp'])
    expect(await kept(instance)).toMatchObject([{ id_call: 'AA', status: 'hungUp', is_video: 1, phone: OTHER }])
    expect(await store.write(pruneCalls, { before: 1000, limit: 10 })).toBe(0)
    expect(await store.write(pruneCalls, { before: 1001, limit: 10 })).toBe(1)
    expect(await kept(instance)).toEqual([])
  })

  test('calls that the settings do not want are neither told nor kept, and may be declined', async () => {
    const instance = await makeInstance(store, { ...ALL_ON, rejectIncomingCalls: 'yes' })
    expect(await stage(instance, 'CC', 'offer')).toEqual({ notified: false, reject: true })
    expect(await stage(instance, 'CC', 'declined')).toEqual({ notified: false, reject: false })
    expect(await kept(instance)).toEqual([])
    expect(await told(instance)).toEqual([])
  })
})
