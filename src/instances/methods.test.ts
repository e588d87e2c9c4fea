import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testStores, type TestStore } from '../../test/database.ts'
import type { FailureKind } from '../base/errors.ts'
import type { Method } from '../contract/method.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { markErased } from './erase.ts'
import {
  idInstanceNotInteger,
  instanceDeleted,
  instanceExpired,
  instanceNotAuthorized,
  instanceStarting,
  instanceUnauthorized,
  instanceUnknown,
  settingRefused,
} from './failures.ts'
import { instanceFamily } from './instance-method.ts'
import { deleteInstance } from './lifecycle.ts'
import { getSettings } from './methods/getSettings.ts'
import { getStateInstance } from './methods/getStateInstance.ts'
import { getStateInstanceHistory } from './methods/getStateInstanceHistory.ts'
import { getStatusInstance } from './methods/getStatusInstance.ts'
import { getWaSettings } from './methods/getWaSettings.ts'
import { logout } from './methods/logout.ts'
import { setSettings } from './methods/setSettings.ts'
import { updateApiToken } from './methods/updateApiToken.ts'
import { changeState } from './state.ts'
import {
  accountOf,
  call,
  makeInstance,
  NOBODY,
  testWorld,
  worldOperations,
  type MadeInstance,
  type World,
} from './world.spec-suite.ts'

let engine: TestStore
let store: MaintainedStore
let world: World
let made: MadeInstance

beforeEach(async () => {
  const [embedded] = testStores(worldOperations)
  if (!embedded) throw new Error('no store to test on')
  engine = embedded
  store = await engine.open()
  world = testWorld(store)
  made = await makeInstance(world)
})

afterEach(() => engine.dispose())

const failsWith = (kind: FailureKind) => expect.objectContaining({ kind })
const credentials = () => ({ idInstance: String(made.id), token: made.token })
const ask = (method: Method, request: Omit<Parameters<typeof call>[2], 'credentials'> = {}) =>
  call(method, world, { credentials: credentials(), ...request })
const enter = (state: 'authorized' | 'starting' | 'blocked' | 'suspended' | 'notAuthorized') =>
  store.write(changeState, {
    instance: made.id,
    state,
    reason: 'test',
    at: world.clock.now(),
    account: state === 'notAuthorized' ? null : { ...accountOf(), lid: null },
  })

describe('who calls', () => {
  const authenticate = (idInstance: string, token: string) =>
    instanceFamily.authenticate({ idInstance, token, client: NOBODY, headers: {} }, world)

  test('is told in the order of the contract what is wrong', async () => {
    await expect(authenticate('12ab', 'x')).rejects.toEqual(failsWith(idInstanceNotInteger))
    await expect(authenticate('7103999999', 'x')).rejects.toEqual(failsWith(instanceUnknown))
    await expect(authenticate(String(made.id), 'wrong')).rejects.toEqual(failsWith(instanceUnauthorized))
    const other = await makeInstance(world)
    await expect(authenticate(String(made.id), other.token)).rejects.toEqual(failsWith(instanceUnauthorized))
  })

  test('of a deleted instance is told so, long after it is unauthorized', async () => {
    await store.write(deleteInstance, { id: made.id, account: made.account, at: world.clock.now() })
    await expect(ask(getStateInstance)).rejects.toEqual(failsWith(instanceDeleted))
    await store.write(markErased, { instance: made.id, at: world.clock.now() })
    world.bus.nudge('state', made.id)
    await expect(ask(getStateInstance)).rejects.toEqual(failsWith(instanceUnauthorized))
  })

  test('of an instance whose paid time is over is refused, on a partner plan never', async () => {
    await world.clock.advance(100 * 86_400_000)
    expect(await ask(getStateInstance)).toEqual({ stateInstance: 'notAuthorized' })
    made = await makeInstance(world, { tariff: 'BUSINESS' })
    await world.clock.advance(86_400_001)
    await expect(ask(getStateInstance)).rejects.toEqual(failsWith(instanceExpired))
  })

  test('learns whether the state allows the method', async () => {
    await enter('starting')
    const caller = await authenticate(String(made.id), made.token)
    expect(() => instanceFamily.admitState?.(caller, 'settled')).toThrow(failsWith(instanceStarting))
    expect(() => instanceFamily.admitState?.(caller, 'authorized')).toThrow(failsWith(instanceNotAuthorized))
    expect(() => instanceFamily.admitState?.(caller, 'any')).not.toThrow()
    expect(() => instanceFamily.admitState?.({ ...caller, state: 'suspended' }, 'authorized')).not.toThrow()
  })

  test('is known for a second without asking the database, and at once again after a nudge', async () => {
    let reads = 0
    const counted = {
      ...world,
      store: { ...store, read: (...of: never[]) => ((reads += 1), store.read(...(of as [never, never]))) },
    } as World
    const once = () => instanceFamily.authenticate({ ...credentials(), client: NOBODY, headers: {} }, counted)
    await once()
    await once()
    expect(reads).toBe(1)
    await enter('authorized')
    expect((await once()).state).toBe('notAuthorized')
    world.bus.nudge('state', made.id)
    expect((await once()).state).toBe('authorized')
    await enter('blocked')
    await world.clock.advance(1000)
    expect((await once()).state).toBe('blocked')
    expect(reads).toBe(3)
  })
})

describe('tokens and settings', () => {
  test('a replaced token opens nothing from that moment on', async () => {
    const { apiTokenInstance } = (await ask(updateApiToken)) as { apiTokenInstance: string }
    await expect(ask(getStateInstance)).rejects.toEqual(failsWith(instanceUnauthorized))
    await expect(ask(updateApiToken)).rejects.toMatchObject({ kind: { form: 'envelope200', envelopeCode: 401 } })
    made = { ...made, token: apiTokenInstance }
    expect(await ask(getStateInstance)).toEqual({ stateInstance: 'notAuthorized' })
  })

  test('settings come back as they were given, the old "no webhook" address as none', async () => {
    expect(await ask(getSettings)).toMatchObject({ webhookUrl: '', delaySendMessagesMilliseconds: 500, wid: '' })
    await ask(setSettings, {
      body: { webhookUrl: 'https://a.test/x', webhookUrlToken: 'Bearer s', linkPreview: false },
    })
    expect(await ask(getSettings)).toMatchObject({
      webhookUrl: 'https://a.test/x',
      webhookUrlToken: 'Bearer s',
      linkPreview: false,
      typeInstance: 'whatsapp',
    })
    await ask(setSettings, { body: { webhookUrl: 'https://webhook.green-api.com', webhookUrlToken: '' } })
    expect(await ask(getSettings)).toMatchObject({ webhookUrl: '', webhookUrlToken: '', linkPreview: false })
  })

  test.each([{ delaySendMessagesMilliseconds: 499 }, { webhookUrl: 'ftp://a.test' }, { webhookUrl: 'nonsense' }])(
    '%j is refused and changes nothing',
    async (body) => {
      await expect(ask(setSettings, { body })).rejects.toEqual(failsWith(settingRefused))
      expect(await ask(getSettings)).toMatchObject({ webhookUrl: '', delaySendMessagesMilliseconds: 500 })
    },
  )

  test('the operator lifts the least delay', async () => {
    world.policy.unlimited = true
    await ask(setSettings, { body: { delaySendMessagesMilliseconds: 0 } })
    expect(await ask(getSettings)).toMatchObject({ delaySendMessagesMilliseconds: 0 })
  })
})

describe('states', () => {
  test('are told with their history and the account', async () => {
    await enter('authorized')
    world.bus.nudge('state', made.id)
    expect(await ask(getStateInstance)).toEqual({ stateInstance: 'authorized' })
    expect(await ask(getStatusInstance)).toEqual({ statusInstance: 'online' })
    expect(await ask(getStateInstanceHistory, { query: { count: 1 } })).toEqual([
      {
        stateInstance: 'authorized',
        timestamp: Math.floor(world.clock.now() / 1000),
        phoneNumber: '15550104477@c.us',
        reason: 'test',
      },
    ])
    const asked = ask(getWaSettings)
    await world.host.command('ask', made.id).then(({ request }) => {
      const value = { ...accountOf(), avatar: 'https://pic.test/a.jpg' }
      world.host.emit({ on: 'answer', request, ok: true, value })
    })
    expect(await asked).toMatchObject({ avatar: 'https://pic.test/a.jpg', phone: '15550104477' })
  })

  test('account data is empty, never absent, while nothing is linked', async () => {
    expect(await ask(getWaSettings)).toEqual({ avatar: '', phone: '', stateInstance: 'notAuthorized', deviceId: '' })
  })

  test('logout is refused while starting', async () => {
    await enter('starting')
    await expect(ask(logout)).rejects.toEqual(failsWith(instanceStarting))
  })
})
