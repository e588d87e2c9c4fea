import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { keyring } from '../base/sealing.ts'
import { billingOperations } from '../billing/operations.ts'
import { inProcessBus } from '../bus/in-process.ts'
import type { Call, Method } from '../contract/method.ts'
import type { Policy, Ports } from '../contract/ports.ts'
import { engineClient } from '../engines/client.ts'
import type { EngineCommand, EngineEvent, EngineHost, LinkedAccount } from '../engines/port.ts'
import type { MediaStore } from '../media/port.ts'
import { all, run, sql, type OperationTable, type Row, type Step } from '../store/port/operation.ts'
import type { Store } from '../store/port/store.ts'
import { createInstance, ensureNumberRange, takeInstanceId } from './lifecycle.ts'
import { instanceOperations } from './operations.ts'
import { instanceTokenSeal } from './settings-store.ts'
import { DEFAULT_SETTINGS, type Settings } from './settings.ts'
import { changeState, type StateChange, type StateInput } from './state.ts'
import { superviseInstances, type Supervisor, type SupervisorDeps } from './supervisor.ts'

/** Rows as they are, for assertions. */
function* rowsOf(input: { text: string }): Step<Row[]> {
  return yield* all<Row>({ text: input.text, values: [] })
}

function* makeAccount(input: { id: string }): Step<void> {
  yield* run(sql`insert into account (id, name, kind, status, created_at)
    values (${input.id}, 'Test', 'partner', 'active', 1) on conflict (id) do nothing`)
}

/** Rows of a query without parameters. */
export const rows = (store: Store, text: string): Promise<Row[]> => store.read(rowsOf, { text })

export const worldOperations: OperationTable = { ...instanceOperations, ...billingOperations, rowsOf, makeAccount }

/** Time that stands still until it is moved. */
export interface TestClock extends Clock {
  /** Moves time on, firing what falls due in order and letting its work settle in between. */
  advance(ms: number): Promise<void>
}

export function testClock(start = 1_800_000_000_000): TestClock {
  let now = start
  const sleepers = new Set<{ at: number; wake: () => void }>()
  return {
    now: () => now,
    sleepUntil(at, signal) {
      if (at <= now || signal?.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper = { at, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake)
      })
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const due = [...sleepers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        now = Math.max(now, due.at)
        due.wake()
        await settle()
      }
      now = end
      await settle()
    },
  }
}

/** Whoever calls without a socket. */
export const NOBODY = { address: '', secure: false }

/** Lets everything that runs on this machine come to rest: the embedded writer answers over a message channel. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** Resolves once `check` gives something. */
export async function until<T>(check: () => T | Promise<T>, what = 'it'): Promise<NonNullable<T>> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const value = await check()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** A host that notes commands and says what a test tells it to. */
export interface FakeHost extends EngineHost {
  posted: EngineCommand[]
  emit(event: EngineEvent): void
  /** The newest command of a kind for an instance, once there is one beyond `after`. */
  command<D extends EngineCommand['do']>(
    kind: D,
    instance: number,
    after?: number,
  ): Promise<Extract<EngineCommand, { do: D }>>
  count(kind: EngineCommand['do'], instance: number): number
}

export function fakeHost(): FakeHost {
  let listener: (event: EngineEvent) => void = () => undefined
  const posted: EngineCommand[] = []
  const of = (kind: string, instance: number) =>
    posted.filter((command) => command.do === kind && command.instance === instance)
  return {
    posted,
    post: (command) => void posted.push(command),
    listen: (heard) => (listener = heard),
    stop: () => Promise.resolve(),
    emit: (event) => listener(event),
    count: (kind, instance) => of(kind, instance).length,
    command: (kind, instance, after = 0) =>
      until(() => (of(kind, instance).length > after ? of(kind, instance).at(-1) : undefined), kind) as never,
  }
}

const noMedia: MediaStore = {
  put: () => Promise.reject(new Error('no media here')),
  open: () => Promise.resolve(undefined),
  url: () => '',
  remove: () => Promise.resolve(),
}

export interface World extends Ports {
  host: FakeHost
  clock: TestClock
}

export function testWorld(store: Store, clock = testClock()): World {
  const host = fakeHost()
  const addresses = {
    apiUrl: 'http://api.test',
    mediaUrl: 'http://media.test',
    pageUrl: 'http://api.test',
    socketUrl: 'ws://api.test',
  }
  const policy: Policy = {
    network: 'sandbox',
    cell: 'a',
    addresses,
    unlimited: false,
    approvals: 'auto',
    fileLimit: 1e8,
    retention: { journalMs: 1, mediaMs: 1, deliveryMs: 1, eraseMs: 1 },
    fileLifeMs: 1e9,
    history: true,
    bodyLimit: 1e6,
    mail: true,
    outboundAllow: [],
  }
  return {
    store,
    host,
    clock,
    policy,
    engine: engineClient(host),
    bus: inProcessBus(),
    media: noMedia,
    keyring: keyring(new Map([[1, randomBytes(32)]]), randomBytes(32)),
    log: silentLog,
  }
}

export interface MadeInstance {
  id: number
  token: string
  account: string
}

let made = 0

/** An instance in an account of its own. */
export async function makeInstance(
  { store, keyring: keys, clock }: World,
  options: { settings?: Partial<Settings>; link?: boolean; tariff?: string; account?: string } = {},
): Promise<MadeInstance> {
  const account = options.account ?? `account-${(made += 1)}`
  const range = { cell: 'a', messenger: 'whatsapp', network: 'sandbox' }
  await store.write(makeAccount, { id: account })
  await store.write(ensureNumberRange, { prefix: '7103', ...range })
  const { id, prefix } = await store.write(takeInstanceId, range)
  const token = randomBytes(25).toString('hex')
  await store.write(createInstance, {
    id,
    prefix,
    account,
    name: '',
    messenger: 'whatsapp',
    network: 'sandbox',
    tariff: options.tariff ?? 'PARTNER_23',
    tokenHash: keys.lookup(token),
    tokenSealed: keys.seal(Buffer.from(token), instanceTokenSeal(id)),
    settings: JSON.stringify({ ...DEFAULT_SETTINGS, ...options.settings }),
    at: clock.now(),
    expiresAt: clock.now() + 86_400_000,
    link: options.link ?? false,
  })
  return { id, token, account }
}

export function accountOf(phone = '15550104477'): LinkedAccount {
  return { phone, lid: `99${phone}`, pushName: 'Shop', deviceId: `${phone}:1@s.whatsapp.net`, platform: 'android' }
}

export interface Supervised {
  supervisor: Supervisor
  changes: StateChange[]
  opened: number[]
  closed: number[]
  alarms: string[]
}

/** A supervisor whose hooks are noted. */
export async function supervise(world: World, options: Partial<SupervisorDeps> = {}): Promise<Supervised> {
  const noted = { changes: [] as StateChange[], opened: [] as number[], closed: [] as number[], alarms: [] as string[] }
  const supervisor = await superviseInstances({
    ports: world,
    node: 'node-a',
    async enterState(change: StateInput) {
      const changed = await world.store.write(changeState, change)
      if (changed) noted.changes.push(changed)
    },
    onOpened: (instance) => void noted.opened.push(instance),
    onClosed: (instance) => void noted.closed.push(instance),
    alarm: (kind) => void noted.alarms.push(kind),
    random: () => 1,
    ...options,
  })
  return { supervisor, ...noted }
}

/** Calls a method as the server does after its checks. */
export async function call(
  method: Method,
  world: World,
  request: {
    credentials: { idInstance?: string; token: string }
    body?: unknown
    query?: unknown
    headers?: Record<string, string>
    signal?: AbortSignal
    sent?: Map<string, string>
  },
): Promise<unknown> {
  return await method.run(await callOf(method, world, request), world)
}

/** The authenticated call itself, for `watch`. */
export async function callOf(method: Method, world: World, request: Parameters<typeof call>[2]): Promise<Call> {
  const caller = await method.family.authenticate({ client: NOBODY, headers: {}, ...request.credentials }, world)
  method.family.admit?.(caller, world)
  method.family.admitState?.(caller, method.requires ?? 'any')
  return {
    caller,
    client: NOBODY,
    query: request.query ?? {},
    body: request.body ?? {},
    headers: request.headers ?? {},
    signal: request.signal ?? new AbortController().signal,
    setHeader: (name, value) => void request.sent?.set(name, value),
  }
}
