import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Type } from 'typebox'
import { testStores } from '../../test/database.ts'
import type { Failure } from '../base/errors.ts'
import { checkDeveloperInstances, developerInstancesUsed, raiseQuota } from '../billing/quotas/spend.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { instanceMethod } from './instance-method.ts'
import { getQuota } from './methods/getQuota.ts'
import { call, makeInstance, rows, testWorld, worldOperations, type World } from './world.spec-suite.ts'

let ran = 0
const method = (name: string, group: string) =>
  instanceMethod({
    name,
    verb: 'POST',
    group,
    summary: 'x',
    rate: { perSecond: 1 },
    body: Type.Object({ chatId: Type.Optional(Type.String()) }),
    reply: Type.Object({}),
    example: { reply: {} },
    async run() {
      ran += 1
      return {}
    },
  })
const checkWhatsapp = method('checkWhatsapp', 'account')
const sendMessage = method('sendMessage', 'sending')

describe.each(testStores(worldOperations))('$name', (engine) => {
  let store: MaintainedStore
  let world: World
  beforeAll(async () => {
    store = await engine.open()
    world = testWorld(store)
  })
  afterAll(() => engine.dispose())

  const detail = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.unreachable('the call was answered'),
      (error: Failure) => ({ status: error.kind.status, body: error.detail }),
    )

  test('a limited method answers 466 past its month’s calls, and does not run', async () => {
    const made = await makeInstance(world, { tariff: 'DEVELOPER' })
    const credentials = { idInstance: String(made.id), token: made.token }
    ran = 0
    for (let i = 0; i < 100; i++) await call(checkWhatsapp, world, { credentials, body: {} })
    expect(await detail(call(checkWhatsapp, world, { credentials, body: {} }))).toEqual({
      status: 466,
      body: {
        invokeStatus: {
          method: 'checkwhatsapp',
          used: 100,
          total: 100,
          status: 'QUOTE_EXCEEDED',
          description: expect.stringContaining('100 calls'),
        },
      },
    })
    expect(ran).toBe(100)
    const left = (await call(getQuota, world, { credentials })) as { methods: object[] }
    expect(left.methods).toContainEqual({ method: 'checkwhatsapp', used: 100, total: 100 })
    const deed = { id: `deed-${made.id}`, actor: 'operator/cli', at: world.clock.now() }
    await store.write(raiseQuota, { account: made.account, name: 'checkwhatsapp', value: 101, deed })
    await call(checkWhatsapp, world, { credentials, body: {} })
    expect((await detail(call(checkWhatsapp, world, { credentials, body: {} }))).status).toBe(466)
  })

  test('a Developer instance writes to three chats a month', async () => {
    const made = await makeInstance(world, { tariff: 'DEVELOPER' })
    const credentials = { idInstance: String(made.id), token: made.token }
    const send = (chatId: string) => call(sendMessage, world, { credentials, body: { chatId } })
    for (const chat of ['1@c.us', '2@c.us', '3@c.us', '1@c.us']) await send(chat)
    expect(await detail(send('4@c.us'))).toEqual({
      status: 466,
      body: {
        invokeStatus: { method: 'sendmessage', used: 4, total: 0, status: 'QUOTE_ALLOWED' },
        correspondentsStatus: {
          method: 'correspondents',
          used: 3,
          total: 3,
          status: 'CORRESPONDENTS_QUOTE_EXCEEDED',
          description: expect.stringContaining('1@c.us, 2@c.us, 3@c.us'),
        },
      },
    })
    await send('2@c.us')
  })

  test('instances on a partner tariff are not counted in chats', async () => {
    const made = await makeInstance(world)
    const credentials = { idInstance: String(made.id), token: made.token }
    for (let i = 0; i < 5; i++) await call(sendMessage, world, { credentials, body: { chatId: `${i}@c.us` } })
    expect(await rows(store, `select * from quota_use where instance = ${made.id}`)).toEqual([])
    expect(await call(getQuota, world, { credentials })).not.toHaveProperty('chats')
  })

  test('an account has one Developer instance until it is raised', async () => {
    const { account } = await makeInstance(world, { tariff: 'DEVELOPER' })
    await expect(store.read(checkDeveloperInstances, { account })).rejects.toEqual(
      expect.objectContaining({ kind: developerInstancesUsed }),
    )
    const deed = { id: `deed-${account}`, actor: 'operator/cli', at: 1 }
    await store.write(raiseQuota, { account, name: 'developerInstances', value: 2, deed })
    await store.read(checkDeveloperInstances, { account })
  })
})
