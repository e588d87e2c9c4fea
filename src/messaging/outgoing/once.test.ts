import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintId, mintMessageId } from '../../base/ids.ts'
import type { Store } from '../../store/port/store.ts'
import { testStores } from '../../../test/database.ts'
import { makeInstance, OTHER, person, rows, testOperations } from '../world.test-support.ts'
import type { Accepted } from './accept.ts'
import { acceptSends, purgeSendKeys } from './once.ts'

describe.each(testStores(testOperations))('sending once ($name)', (engine) => {
  let store: Store
  let instance: number

  beforeAll(async () => {
    store = await engine.open()
    instance = await makeInstance(store)
  })
  afterAll(() => engine.dispose())

  const send = (): Accepted => ({
    instance,
    idMessage: mintMessageId(),
    to: person(OTHER),
    freshPeer: mintId(1),
    method: 'sendMessage',
    request: {},
    draft: { content: { kind: 'text', text: 'once' } },
    typingMs: 0,
    at: 1000,
  })
  const queued = async () => (await rows(store, `select id_message from outgoing where instance = ${instance}`)).length

  test('whoever comes first is accepted, everybody else hears the same; another request changes nothing', async () => {
    const once = { key: 'a', requestHash: 'one' }
    const sends = Array.from({ length: 8 }, () => [send(), send()])
    const answers = await Promise.all(sends.map((pair) => store.write(acceptSends, { sends: pair, once })))
    const [first = []] = answers
    expect(answers).toEqual(sends.map(() => first))
    expect(sends.map((pair) => pair.map(({ idMessage }) => idMessage))).toContainEqual(first)
    expect(await queued()).toBe(2)
    const other = store.write(acceptSends, { sends: [send()], once: { key: 'a', requestHash: 'two' } })
    await expect(other).rejects.toMatchObject({ kind: { code: 'sendKeyReused' } })
    expect(await queued()).toBe(2)
  })

  test('a key that was forgotten is free again; calls without one are all accepted', async () => {
    expect(await store.write(purgeSendKeys, { before: 1000, limit: 10 })).toBe(0)
    expect(await store.write(purgeSendKeys, { before: 1001, limit: 10 })).toBe(1)
    const before = await queued()
    await store.write(acceptSends, { sends: [send()], once: { key: 'a', requestHash: 'two' } })
    await store.write(acceptSends, { sends: [send()] })
    await store.write(acceptSends, { sends: [send()] })
    expect(await queued()).toBe(before + 3)
  })
})
