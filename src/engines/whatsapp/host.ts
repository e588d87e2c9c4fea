import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { MediaStore } from '../../media/port.ts'
import type { EngineCommand, EngineEvent, EngineHost, SessionOptions, SessionStore } from '../port.ts'
import { storedAccount, type Account } from './account.ts'
import { isLeaseLost } from './key-cache.ts'
import { DEFAULT_LIMITS, type WhatsAppLimits } from './limits.ts'
import { startLinking, type Linking } from './linking.ts'
import { Problem, problemOf } from './problem.ts'
import { renewAccount } from './renew.ts'
import { routesOf } from './routes.ts'
import { startSession, type Session } from './session.ts'
import { containStrayRejections } from './stray-rejections.ts'
import { adoptNetwork, type WhatsAppNetwork } from './trust.ts'
import { makeWorld, type EngineWorld, type WhatsAppVersion } from './world.ts'
import { readVote } from './votes.ts'

export interface WhatsAppHostOptions {
  network: WhatsAppNetwork
  store: SessionStore
  media: MediaStore
  log: Log
  clock: Clock
  /** Asked at each connection, so that an operator changes it while running. Undefined: the library's own. */
  version?: () => WhatsAppVersion | undefined
  limits?: Partial<WhatsAppLimits>
}

/** How long a logout waits for the network. */
const LOGOUT_MS = 10_000

type Command<D extends EngineCommand['do']> = Extract<EngineCommand, { do: D }>

/** What the host holds of an instance. Commands that change it run one after another. */
interface Slot {
  turn: Promise<void>
  session: Session | undefined
  linking: Linking | undefined
  /** Options of the last `open` or `link`, for logging out later. */
  options: SessionOptions
}

/** A session host for WhatsApp. Throws `ForeignNetworkError` when the network is not what it claims to be. */
export function whatsappHost(options: WhatsAppHostOptions): EngineHost {
  const release = adoptNetwork(options.network)
  containStrayRejections(options.log)
  let listener: (event: EngineEvent) => void = () => undefined
  const world = makeWorld({
    network: options.network,
    store: options.store,
    media: options.media,
    log: options.log,
    clock: options.clock,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    version: () => options.version?.(),
    emit: (event) => listener(event),
    directRoutes: routesOf(options.network, undefined),
  })
  const slots = new Map<number, Slot>()
  return {
    listen: (to) => void (listener = to),
    post: (command) => dispatch(world, slots, command),
    async stop() {
      await Promise.all([...slots.values()].map((slot) => inTurn(world, slot, () => shut(slot))))
      await world.directRoutes.close()
      release()
    },
  }
}

function slotOf(slots: Map<number, Slot>, instance: number): Slot {
  const known = slots.get(instance)
  if (known) return known
  const slot: Slot = { turn: Promise.resolve(), session: undefined, linking: undefined, options: { keepOnline: false } }
  slots.set(instance, slot)
  return slot
}

function inTurn(world: EngineWorld, slot: Slot, work: () => Promise<void>): Promise<void> {
  slot.turn = slot.turn.then(work).catch((error: unknown) => world.log.error({ err: error }, 'engine command failed'))
  return slot.turn
}

function dispatch(world: EngineWorld, slots: Map<number, Slot>, command: EngineCommand): void {
  const slot = slotOf(slots, command.instance)
  switch (command.do) {
    case 'open':
      return void inTurn(world, slot, () => open(world, slot, command))
    case 'link':
      // The attempt before ends at once, not when its turn comes.
      void slot.linking?.cancel('cancelled', 'another attempt began')
      return void inTurn(world, slot, () => link(world, slot, command))
    case 'requestCode':
      return requestCode(world, slot, command)
    case 'cancelLink':
      return void (slot.linking?.attempt === command.attempt && slot.linking.cancel('cancelled', 'cancelled'))
    case 'close':
      return void inTurn(world, slot, () => shut(slot))
    case 'logout':
      return void inTurn(world, slot, () => logout(world, slot, command))
    case 'ask':
      return void ask(world, slot, command)
  }
}

async function open(world: EngineWorld, slot: Slot, command: Command<'open'>): Promise<void> {
  const { instance, epoch, options } = command
  if (slot.session?.epoch === epoch) return
  await slot.session?.close('asked', 'opened anew')
  slot.options = options
  try {
    const account = await storedAccount(world, instance, epoch)
    if (account && options.renew) await renewAccount(world, account)
    if (account) return run(world, slot, account)
    world.emit({ on: 'closed', instance, epoch, reason: 'loggedOut', text: 'there are no credentials' })
  } catch (error) {
    world.log.error({ instance, err: error }, 'session state could not be read')
    world.emit({ on: 'closed', instance, epoch, reason: 'failed', text: 'session state could not be read' })
  }
}

function run(world: EngineWorld, slot: Slot, account: Account): void {
  const session = startSession(world, account, slot.options)
  slot.session = session
  void session.over.then(() => {
    if (slot.session === session) slot.session = undefined
  })
}

async function link(world: EngineWorld, slot: Slot, command: Command<'link'>): Promise<void> {
  await slot.linking?.done
  await slot.session?.close('asked', 'the instance is linked anew')
  slot.options = command.options
  const linking = startLinking(world, command)
  slot.linking = linking
  void linking.done.then((account) => {
    if (slot.linking === linking) slot.linking = undefined
    if (account) void inTurn(world, slot, async () => run(world, slot, account))
  })
}

function requestCode(world: EngineWorld, slot: Slot, { instance, attempt, phone }: Command<'requestCode'>): void {
  if (slot.linking?.attempt === attempt) return slot.linking.requestCode(phone)
  world.emit({ on: 'linkFailed', instance, attempt, reason: 'cancelled', text: 'this attempt is not running' })
}

async function shut(slot: Slot): Promise<void> {
  await slot.linking?.cancel('cancelled', 'the session host closes')
  await slot.session?.close('asked', 'closed by the gateway')
}

async function logout(world: EngineWorld, slot: Slot, command: Command<'logout'>): Promise<void> {
  const { instance, epoch } = command
  await slot.linking?.cancel('cancelled', 'the instance is logged out')
  try {
    const told = await takeOff(world, slot, command)
    await world.store.erase(instance, epoch)
    const text = told ? 'logged out' : 'the network could not be told; unlink the device on the phone'
    world.emit({ on: 'closed', instance, epoch, reason: 'loggedOut', text })
  } catch (error) {
    const reason = isLeaseLost(error) ? 'leaseLost' : 'failed'
    world.emit({ on: 'closed', instance, epoch, reason, text: 'session state could not be erased' })
  }
}

/** Takes the device off the account, opening a session for it when there is none. Whether the network was told. */
async function takeOff(world: EngineWorld, slot: Slot, { instance, epoch }: Command<'logout'>): Promise<boolean> {
  const account = slot.session ? undefined : await storedAccount(world, instance, epoch)
  const session = slot.session ?? (account && startSession(world, account, slot.options, true))
  if (!session) return true
  const patience = new AbortController()
  await Promise.race([session.ready, world.clock.sleepUntil(world.clock.now() + LOGOUT_MS, patience.signal)])
  patience.abort()
  const reached = session.isOpen()
  await session.unlink()
  return reached
}

async function ask(world: EngineWorld, slot: Slot, { request, question }: Command<'ask'>): Promise<void> {
  try {
    if (question.ask === 'readVote') return world.emit({ on: 'answer', request, ok: true, value: readVote(question) })
    if (!slot.session) throw new Problem('notOpen', 'there is no open session')
    world.emit({ on: 'answer', request, ok: true, value: await slot.session.ask(question) })
  } catch (error) {
    world.emit({ on: 'answer', request, ok: false, problem: problemOf(error) })
  }
}
