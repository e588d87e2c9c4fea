import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Type } from 'typebox'
import { testStores } from '../../test/database.ts'
import { failure, Failure } from '../base/errors.ts'
import {
  checkDeveloperInstances,
  developerInstancesUsed,
  methodQuotaExceeded,
  purgeHolds,
  raiseQuota,
} from '../billing/quotas/spend.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { instanceMethod } from './instance-method.ts'
import { getQuota } from './methods/getQuota.ts'
import { call, makeInstance, testWorld, worldOperations, type World } from './world.spec-suite.ts'

const refusal = failure({ code: 'quotaTestRefusal', status: 400, form: 'problem', sentence: 'x' })
let ran = 0
/** What the next calls do after they began. */
let act: () => Promise<void> = () => Promise.resolve()
const checkWhatsapp = instanceMethod({
  name: 'checkWhatsapp',
  verb: 'POST',
  group: 'account',
  summary: 'x',
  rate: { perSecond: 1 },
  body: Type.Object({}),
  reply: Type.Object({}),
  example: { reply: {} },
  async run() {
    ran += 1
    await act()
    return {}
  },
})

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

  const used = async (credentials: { idInstance: string; token: string }) => {
    const left = (await call(getQuota, world, { credentials })) as { methods: { method: string; used: number }[] }
    return left.methods.find(({ method }) => method === 'checkwhatsapp')?.used
  }

  test('what is refused, fails or dies under way counts for nothing; its place is held meanwhile and comes back', async () => {
    const made = await makeInstance(world, { tariff: 'DEVELOPER' })
    const credentials = { idInstance: String(made.id), token: made.token }
    const check = () => call(checkWhatsapp, world, { credentials, body: {} })
    for (let i = 0; i < 98; i++) await check()
    act = () => Promise.reject(new Failure(refusal))
    await expect(check()).rejects.toMatchObject({ kind: refusal })
    act = () => Promise.reject(new Error('ours'))
    await expect(check()).rejects.toThrow('ours')
    expect(await used(credentials)).toBe(98)

    // nobody ends what a dead process held
    await new Promise<void>((begun) => {
      act = () => {
        begun()
        return new Promise(() => undefined)
      }
      void check()
    })
    act = () => Promise.resolve()
    await check()
    await expect(check()).rejects.toMatchObject({ kind: methodQuotaExceeded })
    expect(await used(credentials)).toBe(99)
    await world.clock.advance(5 * 60_000)
    await check()
    await expect(check()).rejects.toMatchObject({ kind: methodQuotaExceeded })
    expect(await used(credentials)).toBe(100)
    const before = world.clock.now() + 1
    expect(await store.write(purgeHolds, { before, limit: 10 })).toBe(1)
    expect(await store.write(purgeHolds, { before, limit: 10 })).toBe(0)
  })

  test('of many last calls at once, as many run as are left', async () => {
    const made = await makeInstance(world, { tariff: 'DEVELOPER' })
    const credentials = { idInstance: String(made.id), token: made.token }
    for (let i = 0; i < 97; i++) await call(checkWhatsapp, world, { credentials, body: {} })
    ran = 0
    const calls = Array.from({ length: 9 }, () => call(checkWhatsapp, world, { credentials, body: {} }))
    const answered = (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled')
    expect([answered.length, ran, await used(credentials)]).toEqual([3, 3, 100])
  })

  test('instances on a partner tariff have no number of chats', async () => {
    const made = await makeInstance(world)
    const credentials = { idInstance: String(made.id), token: made.token }
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
