import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { History, PastMessage } from '../../engines/port.ts'
import type { Store } from '../../store/port/store.ts'
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
} from '../world.test-support.ts'
import { keepHistory } from './history.ts'

const past = (idMessage: string, fromMe = false): PastMessage => ({
  chat: person(OTHER),
  author: person(fromMe ? OWN : OTHER),
  fromMe,
  idMessage,
  at: 1000,
  pushName: 'Ann',
  contentClass: 'message',
  content: { kind: 'text', text: idMessage },
  raw: Buffer.of(1),
  status: 'delivered',
})

const HISTORY: History = {
  messages: [...Array.from({ length: 150 }, (_, n) => past(`PAST${n}`)), past('OWN1', true)],
  people: [{ phone: OTHER, lid: '77', pushName: 'Ann' }],
  groups: [{ group: '120363', subject: 'Sunday ride' }],
  archived: [{ kind: 'group', id: '120363' }],
}

describe.each(testStores(testOperations))('history ($name)', (engine) => {
  let store: Store

  beforeAll(async () => {
    store = await engine.open()
  })
  afterAll(() => engine.dispose())

  const kept = async (instance: number) =>
    (await rows(store, `select direction, status, is_read from journal where instance = ${instance}`)).length

  test('is journalled once, read and untold, however often it comes', async () => {
    const instance = await makeInstance(store)
    const world = testWorld(store)
    world.fake.answers.readHistory = async () => HISTORY
    for (let round = 0; round < 2; round++) expect(await keepHistory(instance, Buffer.of(0), world)).toBe(true)
    expect(await kept(instance)).toBe(151)
    const own = await rows(
      store,
      `select status, is_read from journal where instance = ${instance} and id_message = 'OWN1'`,
    )
    expect(own).toEqual([{ status: 'delivered', is_read: 1 }])
    expect(await rows(store, `select 1 from notification where instance = ${instance}`)).toEqual([])
    const peers = await rows(store, `select lid, name, archived from peer where instance = ${instance} order by name`)
    expect(peers).toEqual([
      { lid: '77', name: 'Ann', archived: 0 },
      { lid: null, name: 'Sunday ride', archived: 1 },
    ])
  })

  test('is left out where settings or operator do not want it, and waits while the session is away', async () => {
    const world = testWorld(store)
    world.fake.answers.readHistory = async () => HISTORY
    const silent = await makeInstance(store, { ...ALL_ON, incomingWebhook: 'no' })
    expect(await keepHistory(silent, Buffer.of(0), world)).toBe(true)
    expect(await kept(silent)).toBe(1)
    const instance = await makeInstance(store)
    const off = { ...world, policy: { ...world.policy, history: false } }
    expect(await keepHistory(instance, Buffer.of(0), off)).toBe(true)
    world.fake.answers.readHistory = () => Promise.reject(new Problem('disconnected'))
    expect(await keepHistory(instance, Buffer.of(0), world)).toBe(false)
    world.fake.answers.readHistory = () => Promise.reject(new Problem('badContent'))
    expect(await keepHistory(instance, Buffer.of(0), world)).toBe(true)
    expect(await kept(instance)).toBe(0)
  })
})
