import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testStores, type TestStore } from '../../test/database.ts'
import type { CloseReason, LinkFailureReason } from '../engines/port.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { claimLease, releaseLease, renewNode } from './lease.ts'
import { deleteInstance } from './lifecycle.ts'
import { findInstance } from './known-instances.ts'
import { openCode, openQr, readLink } from './link.ts'
import { commitSession, hasCreds } from './session-state.ts'
import { readHistory } from './state.ts'
import { wish } from './wish.ts'
import {
  accountOf,
  makeInstance,
  settle,
  supervise,
  testWorld,
  until,
  worldOperations,
  type Supervised,
  type World,
} from './world.spec-suite.ts'

let engine: TestStore
let store: MaintainedStore
let world: World
let watched: Supervised

beforeEach(async () => {
  // a database for each test: a supervisor takes up whatever it finds
  const [embedded] = testStores(worldOperations)
  if (!embedded) throw new Error('no store to test on')
  engine = embedded
  store = await engine.open()
  world = testWorld(store)
  watched = await supervise(world)
})
afterEach(async () => {
  await stop()
  await engine.dispose()
})

async function stop(): Promise<void> {
  const stopping = watched.supervisor.stop()
  for (let i = 0; i < 5; i++) await world.clock.advance(4000)
  await stopping
}

const stateOf = async (id: number) => (await store.read(findInstance, { id }))?.state
const linkOf = async (instance: number) => (await store.read(readLink, { instance }))?.link
const historyOf = async (instance: number) =>
  (await store.read(readHistory, { instance, count: 100 })).map(({ state, reason }) => `${state}: ${reason}`)

/** An instance whose session is open, linked through the supervisor. */
async function linked(): Promise<{ id: number; epoch: number }> {
  const { id } = await makeInstance(world, { link: true })
  world.bus.nudge('lease', id)
  const { attempt, epoch } = await world.host.command('link', id)
  world.host.emit({ on: 'qr', instance: id, attempt, qr: 'qr-1', expiresAt: world.clock.now() + 60_000 })
  world.host.emit({ on: 'pairing', instance: id, attempt })
  await store.write(commitSession, { instance: id, epoch, at: 1, creds: Buffer.from('creds') })
  world.host.emit({ on: 'linked', instance: id, attempt, account: accountOf() })
  world.host.emit({ on: 'opened', instance: id, epoch, account: accountOf() })
  await until(() => watched.opened.includes(id), 'open')
  return { id, epoch }
}

const close = (instance: number, epoch: number, reason: CloseReason, text = '') =>
  world.host.emit({ on: 'closed', instance, epoch, reason, text })

describe('linking', () => {
  test('goes from the wish to authorized, and says how in the history', async () => {
    const { id } = await linked()
    expect(await stateOf(id)).toBe('authorized')
    expect(await historyOf(id)).toEqual(['authorized: linked by QR', 'notAuthorized: created'])
    expect(await linkOf(id)).toBeUndefined()
    expect((await store.read(findInstance, { id }))?.phone).toBe('15550104477')
  })

  test('shows each QR to watchers', async () => {
    const { id } = await makeInstance(world, { link: true })
    world.bus.nudge('lease', id)
    const { attempt } = await world.host.command('link', id)
    expect((await linkOf(id))?.phase).toBe('starting')
    for (const qr of ['one', 'two']) {
      world.host.emit({ on: 'qr', instance: id, attempt, qr, expiresAt: world.clock.now() + 20_000 })
      await until(async () => {
        const link = await linkOf(id)
        return link && openQr(link, world.keyring) === qr
      })
    }
    expect((await linkOf(id))?.phase).toBe('qr')
  })

  test.each([
    ['expired', 'expired', /nobody scanned/],
    ['refused', 'failed', /refused/],
    ['passkeyRequired', 'passkeyRequired', /passkey/],
    ['disconnected', 'failed', /could not be reached/],
    ['foreignNetwork', 'failed', /another network/],
  ] as [LinkFailureReason, string, RegExp][])('that fails as %s ends with a reason', async (reason, phase, said) => {
    const { id } = await makeInstance(world, { link: true })
    world.bus.nudge('lease', id)
    const { attempt } = await world.host.command('link', id)
    world.host.emit({ on: 'linkFailed', instance: id, attempt, reason, text: '' })
    await until(async () => (await linkOf(id))?.phase === phase, phase)
    await settle()
    expect((await historyOf(id))[0]).toMatch(said)
    expect(await stateOf(id)).toBe('notAuthorized')
  })

  test('that hears nothing from the engine ends by itself', async () => {
    const { id } = await makeInstance(world, { link: true })
    world.bus.nudge('lease', id)
    const { attempt } = await world.host.command('link', id)
    await world.clock.advance(31_000)
    expect((await linkOf(id))?.phase).toBe('failed')
    expect(world.host.posted).toContainEqual({ do: 'cancelLink', instance: id, attempt })
  })

  test('scanned but never confirmed does not wait for ever', async () => {
    const { id } = await makeInstance(world, { link: true })
    world.bus.nudge('lease', id)
    const { attempt } = await world.host.command('link', id)
    world.host.emit({ on: 'pairing', instance: id, attempt })
    await until(async () => (await linkOf(id))?.phase === 'pairing')
    await world.clock.advance(61_000)
    expect((await historyOf(id))[0]).toMatch(/never confirmed/)
  })

  test('that failed starts anew at the next wish', async () => {
    const { id } = await makeInstance(world, { link: true })
    world.bus.nudge('lease', id)
    const { attempt } = await world.host.command('link', id)
    world.host.emit({ on: 'linkFailed', instance: id, attempt, reason: 'expired', text: '' })
    await until(async () => (await linkOf(id))?.phase === 'expired')
    await settle()
    await wish(world, id, 'link')
    const again = await world.host.command('link', id, 1)
    expect(again.attempt).not.toBe(attempt)
    expect(again.epoch).toBe(2)
  })

  test('a code is asked inside the attempt, another number begins a new one', async () => {
    const { id } = await makeInstance(world, { link: true })
    world.bus.nudge('lease', id)
    const { attempt } = await world.host.command('link', id)
    await wish(world, id, 'code', '15550100001')
    expect(await world.host.command('requestCode', id)).toMatchObject({ attempt, phone: '15550100001' })
    world.host.emit({ on: 'code', instance: id, attempt, code: 'AB12CD34', expiresAt: world.clock.now() + 150_000 })
    await until(async () => {
      const link = await linkOf(id)
      return link && openCode(link, world.keyring) === 'AB12CD34'
    })
    await wish(world, id, 'code', '15550100002')
    expect(await world.host.command('cancelLink', id)).toMatchObject({ attempt })
    world.host.emit({ on: 'linkFailed', instance: id, attempt, reason: 'cancelled', text: '' })
    const next = await world.host.command('link', id, 1)
    expect(next).toMatchObject({ phone: '15550100002' })
    expect(await historyOf(id)).toEqual(['notAuthorized: created'])
  })
})

describe('an open session', () => {
  test.each([
    ['loggedOut', 'notAuthorized', /unlinked from the phone/],
    ['banned', 'blocked', /banned/],
    ['replaced', 'notAuthorized', /another connection/],
  ] as [CloseReason, string, RegExp][])('closed as %s ends in %s and stays there', async (reason, state, said) => {
    const { id, epoch } = await linked()
    close(id, epoch, reason)
    await until(async () => (await stateOf(id)) === state, state)
    await world.clock.advance(100_000)
    expect(world.host.count('open', id)).toBe(0)
    expect((await historyOf(id))[0]).toMatch(said)
    expect(watched.closed).toContain(id)
  })

  test('unlinked from the phone forgets keys and account', async () => {
    const { id, epoch } = await linked()
    close(id, epoch, 'loggedOut')
    await until(async () => (await stateOf(id)) === 'notAuthorized')
    await settle()
    expect(await store.read(hasCreds, { instance: id })).toBe(false)
    expect((await store.read(findInstance, { id }))?.phone).toBeNull()
  })

  test('that is lost is opened again with growing pauses; a short loss is no change of state', async () => {
    const { id, epoch } = await linked()
    close(id, epoch, 'lost')
    await settle()
    await world.clock.advance(999)
    expect(world.host.count('open', id)).toBe(0)
    await world.clock.advance(2)
    expect(world.host.count('open', id)).toBe(1)
    close(id, epoch, 'lost')
    await world.clock.advance(1500)
    expect(world.host.count('open', id)).toBe(1)
    await world.clock.advance(600)
    expect(world.host.count('open', id)).toBe(2)
    expect(await stateOf(id)).toBe('authorized')
    world.host.emit({ on: 'opened', instance: id, epoch, account: accountOf() })
    await until(() => watched.opened.length === 2)
    expect(watched.changes).toHaveLength(1)
  })

  test('that stays lost becomes starting with the reason, and authorized again when it is back', async () => {
    const { id, epoch } = await linked()
    close(id, epoch, 'lost', 'no route')
    for (let i = 0; i < 12; i++) {
      await world.clock.advance(10_000)
      close(id, epoch, 'lost', 'no route')
      await settle()
    }
    expect(await stateOf(id)).toBe('starting')
    expect((await store.read(findInstance, { id }))?.state_reason).toBe('not connected: lost: no route')
    await world.clock.advance(70_000)
    world.host.emit({ on: 'opened', instance: id, epoch, account: accountOf() })
    await until(async () => (await stateOf(id)) === 'authorized')
  })

  test('that never opens is tried again after its deadline', async () => {
    const { id, epoch } = await linked()
    close(id, epoch, 'restart')
    await world.clock.advance(0)
    expect(world.host.count('open', id)).toBe(1)
    await world.clock.advance(62_500)
    expect(world.host.count('close', id)).toBe(1)
    expect(world.host.count('open', id)).toBe(2)
  })

  test('whose version is refused raises an alarm and does not loop', async () => {
    const { id, epoch } = await linked()
    close(id, epoch, 'versionRefused')
    await until(() => watched.alarms.includes('versionRefused'))
    await world.clock.advance(200_000)
    expect(world.host.count('open', id)).toBe(0)
    expect((await store.read(findInstance, { id }))?.state_reason).toBe('protocol version refused')
    watched.supervisor.versionChanged()
    await world.host.command('open', id)
  })

  test('whose lease is lost is dropped without a word about its state', async () => {
    const { id, epoch } = await linked()
    close(id, epoch, 'leaseLost')
    await settle()
    expect(watched.closed).toContain(id)
    expect(await stateOf(id)).toBe('authorized')
    expect(watched.supervisor.phases().open).toBe(0)
  })

  test('that another node has claimed writes no state any more', async () => {
    const { id, epoch } = await linked()
    await store.write(releaseLease, { instance: id, node: 'node-a', epoch })
    await store.write(renewNode, { node: 'node-b', until: world.clock.now() + 1e9, keyVersion: 1 })
    await store.write(claimLease, { instance: id, node: 'node-b', at: world.clock.now() })
    close(id, epoch, 'banned')
    await until(() => watched.supervisor.phases().open === 0)
    await settle()
    expect(await stateOf(id)).toBe('authorized')
  })

  test('restricted by the network is suspended until the end of the restriction', async () => {
    const { id } = await linked()
    const end = world.clock.now() + 60_000
    world.host.emit({ on: 'restriction', instance: id, restricted: true, until: end, text: 'spam' })
    await until(async () => (await stateOf(id)) === 'suspended')
    await settle()
    await world.clock.advance(60_001)
    expect(await stateOf(id)).toBe('authorized')
  })

  test('restricted without a known end is asked about again and again, and lifted by the answer', async () => {
    const { id } = await linked()
    world.host.emit({ on: 'restriction', instance: id, restricted: true, until: 0, text: 'spam' })
    await until(async () => (await stateOf(id)) === 'suspended')
    for (let times = 0; times < 2; times++) {
      await settle()
      await world.clock.advance(900_000)
      expect((await world.host.command('ask', id)).question).toEqual({ ask: 'restriction' })
      expect(await stateOf(id)).toBe('suspended')
    }
    world.host.emit({ on: 'restriction', instance: id, restricted: false, until: 0, text: '' })
    await until(async () => (await stateOf(id)) === 'authorized')
  })

  test('a restriction that was told before the session was open counts once it is', async () => {
    const { id, epoch } = await linked()
    close(id, epoch, 'lost')
    await settle()
    await world.clock.advance(60_000)
    await world.host.command('open', id)
    const end = world.clock.now() + 60_000
    world.host.emit({ on: 'restriction', instance: id, restricted: true, until: end, text: 'spam' })
    world.host.emit({ on: 'opened', instance: id, epoch, account: accountOf() })
    await until(async () => (await stateOf(id)) === 'suspended')
  })
})

describe('wishes', () => {
  test('reboot passes through starting and keeps the authorization', async () => {
    const { id, epoch } = await linked()
    await wish(world, id, 'reboot')
    await world.host.command('close', id)
    expect(await stateOf(id)).toBe('starting')
    close(id, epoch, 'asked')
    await world.host.command('open', id)
    world.host.emit({ on: 'opened', instance: id, epoch, account: accountOf() })
    await until(async () => (await stateOf(id)) === 'authorized')
    await until(() => watched.changes.length === 3)
    expect(watched.changes.map(({ to }) => to)).toEqual(['authorized', 'starting', 'authorized'])
  })

  test('logout unlinks the device and erases the keys', async () => {
    const { id, epoch } = await linked()
    await wish(world, id, 'logout')
    expect(await world.host.command('logout', id)).toMatchObject({ epoch })
    close(id, epoch, 'loggedOut')
    await until(async () => (await stateOf(id)) === 'notAuthorized')
    await settle()
    expect((await historyOf(id))[0]).toBe('notAuthorized: logged out')
    expect(await store.read(hasCreds, { instance: id })).toBe(false)
  })

  test('logout ends also when the network says nothing, and says so', async () => {
    const { id } = await linked()
    await wish(world, id, 'logout')
    await world.host.command('logout', id)
    await world.clock.advance(16_000)
    expect(await stateOf(id)).toBe('notAuthorized')
    expect((await historyOf(id))[0]).toMatch(/remove the device on the phone/)
  })

  test('logout of what was never linked changes nothing', async () => {
    const { id } = await makeInstance(world)
    await wish(world, id, 'logout')
    await until(async () => (await store.read(findInstance, { id }))?.state === 'notAuthorized')
    await settle()
    expect(await historyOf(id)).toEqual(['notAuthorized: created'])
    expect(world.host.posted).toEqual([])
    expect(watched.supervisor.phases().idle).toBe(0)
  })

  test('deletion logs the device out and erases the keys', async () => {
    const { id, epoch } = await linked()
    const account = (await store.read(findInstance, { id }))?.account ?? ''
    expect(await store.write(deleteInstance, { id, account, at: world.clock.now() })).toBe(true)
    world.bus.nudge('lease', id)
    await world.host.command('logout', id)
    close(id, epoch, 'loggedOut')
    await until(async () => !(await store.read(hasCreds, { instance: id })))
    expect(await store.write(deleteInstance, { id, account, at: world.clock.now() })).toBe(false)
  })

  test('a wish whose nudge was lost is found', async () => {
    const { id } = await makeInstance(world, { link: true })
    await world.clock.advance(6000)
    expect(world.host.count('link', id)).toBe(1)
  })
})

describe('a restart', () => {
  test('opens again what was linked, at once and with a new epoch', async () => {
    const { id, epoch } = await linked()
    await stop()
    watched = await supervise(world)
    const open = await world.host.command('open', id)
    expect(open.epoch).toBe(epoch + 1)
    expect(await stateOf(id)).toBe('authorized')
  })

  test('after a kill between pairing and the first session resumes the link', async () => {
    const { id } = await makeInstance(world, { link: true })
    world.bus.nudge('lease', id)
    const { epoch } = await world.host.command('link', id)
    await store.write(commitSession, { instance: id, epoch, at: 1, creds: Buffer.from('creds') })
    watched = await supervise(world)
    const open = await world.host.command('open', id)
    world.host.emit({ on: 'opened', instance: id, epoch: open.epoch, account: accountOf() })
    await until(async () => (await stateOf(id)) === 'authorized')
  })

  test('leaves to a living node what it holds, and takes it when that node has died', async () => {
    const { id, epoch } = await linked()
    await stop()
    await store.write(renewNode, { node: 'node-b', until: world.clock.now() + 30_000, keyVersion: 1 })
    expect(await store.write(claimLease, { instance: id, node: 'node-b', at: world.clock.now() })).toBe(epoch + 1)
    watched = await supervise(world)
    await world.clock.advance(20_000)
    expect(world.host.count('open', id)).toBe(0)
    await world.clock.advance(15_000)
    expect((await world.host.command('open', id)).epoch).toBe(epoch + 2)
  })
})
