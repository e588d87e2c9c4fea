import { expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { announceSeed, seededRandom } from '../../test/random.ts'
import { Failure } from '../base/errors.ts'
import { engineClient } from '../engines/client.ts'
import { storeClosed } from '../store/port/errors.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { findInstance } from './known-instances.ts'
import { deleteInstance } from './lifecycle.ts'
import { readLink, isLive } from './link.ts'
import { hasCreds } from './session-state.ts'
import { simulatedHost, type SimulatedHost, type Truth } from './simulated-host.spec-suite.ts'
import { readHistory } from './state.ts'
import { wish } from './wish.ts'
import {
  makeInstance,
  rows,
  supervise,
  testClock,
  testWorld,
  worldOperations,
  type Supervised,
  type World,
} from './world.spec-suite.ts'

const INSTANCES = 4
const STEPS = 150
const KINDS = ['link', 'link', 'link', 'code', 'reboot', 'logout', 'reopen'] as const
const REASONS = ['lost', 'restart', 'unavailable', 'badSession', 'replaced', 'failed'] as const

/** One gateway process after another on one database. */
interface Run {
  world: World
  host: SimulatedHost
  watched: Supervised
  kill: () => void
}

/** The store as a process sees it that may be killed: it writes nothing afterwards. */
function mortalStore(store: MaintainedStore): { store: MaintainedStore; kill: () => void } {
  let dead = false
  const closed = () => Promise.reject(new Failure(storeClosed))
  return {
    kill: () => void (dead = true),
    store: {
      ...store,
      read: (operation, input) => (dead ? closed() : store.read(operation, input)),
      write: (operation, input) => (dead ? closed() : store.write(operation, input)),
    },
  }
}

async function start(store: MaintainedStore, world: World, truth: Truth, random: () => number): Promise<Run> {
  const mortal = mortalStore(store)
  const host = simulatedHost({ store: mortal.store, clock: world.clock, truth, random })
  // a bus and an engine of its own: nothing of a killed process is heard
  const alive = { ...testWorld(mortal.store, world.clock), keyring: world.keyring, engine: engineClient(host) }
  const watched = await supervise(alive, { random })
  return { world: alive, host, watched, kill: () => (host.kill(), mortal.kill()) }
}

async function step(run: Run, ids: readonly number[], truth: Truth, random: () => number): Promise<void> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const id = pick(ids)
  const dice = random()
  if (dice < 0.55) {
    const kind = pick(KINDS)
    const found = await run.world.store.read(findInstance, { id })
    if (found?.deleted_at === null) await wish(run.world, id, kind, kind === 'code' ? '15550104477' : '')
  } else if (dice < 0.85) run.host.disturb(id, pick(REASONS))
  else if (dice < 0.92) {
    truth.linked.delete(id)
    run.host.disturb(id, 'loggedOut')
  } else if (dice < 0.95) {
    if (truth.linked.has(id)) truth.banned.add(id)
    run.host.disturb(id, 'banned')
  } else if (dice < 0.97) {
    const row = await run.world.store.read(findInstance, { id })
    await run.world.store.write(deleteInstance, { id, account: row?.account ?? '', at: run.world.clock.now() })
    run.world.bus.nudge('lease', id)
  }
}

test('whatever happens, every instance comes to rest in a true state', async () => {
  const seed = announceSeed('life of instances')
  const random = seededRandom(seed)
  const [engine] = testStores(worldOperations)
  if (!engine) throw new Error('no store to test on')
  const store = await engine.open()
  const base = testWorld(store, testClock())
  const truth: Truth = { linked: new Set(), banned: new Set() }
  const ids: number[] = []
  for (let i = 0; i < INSTANCES; i++) ids.push((await makeInstance(base, { link: i % 2 === 0 })).id)
  let run = await start(store, base, truth, random)
  for (let i = 0; i < STEPS; i++) {
    await step(run, ids, truth, random)
    await base.clock.advance(Math.floor(random() * 20_000))
    if (random() < 0.08) {
      run.kill()
      run = await start(store, base, truth, random)
    }
  }
  run.host.calm = true
  await base.clock.advance(900_000)
  for (const id of ids) await atRest(store, run, truth, id)
  const stopping = run.watched.supervisor.stop()
  for (let i = 0; i < 8; i++) await base.clock.advance(4000)
  await stopping
  await engine.dispose()
}, 300_000)

async function atRest(store: MaintainedStore, run: Run, truth: Truth, id: number): Promise<void> {
  const row = await store.read(findInstance, { id })
  const creds = await store.read(hasCreds, { instance: id })
  const link = (await store.read(readLink, { instance: id }))?.link
  const history = await store.read(readHistory, { instance: id, count: 1000 })
  const said = `${id}: ${row?.state} (${row?.state_reason}), keys ${creds}, linked ${truth.linked.has(id)}`
  expect(await rows(store, `select kind from instance_command where instance = ${id}`), said).toEqual([])
  expect(link === undefined || !isLive(link), `${said}, attempt ${link?.phase}`).toBe(true)
  expect(
    history.every(({ reason }) => reason !== ''),
    said,
  ).toBe(true)
  if (row?.deleted_at !== null) return expect(creds, `deleted ${said}`).toBe(false)
  if (!creds) return expect([row.state, row.phone], said).toEqual(['notAuthorized', null])
  if (row.state === 'authorized') return expect(run.host.open.has(id), said).toBe(true)
  // keys without a session: banned, or taken over by somebody else
  if (row.state === 'blocked') return expect(truth.banned.has(id), said).toBe(true)
  expect(row.state_reason, said).toMatch(/another connection/)
}
