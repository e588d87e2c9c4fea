import type { BinaryNode } from 'baileys'
import type { LinkFailureReason, SessionOptions } from '../port.ts'
import { describe, freshAccount, type Account } from './account.ts'
import { isForeignRoot, type Ending } from './close-codes.ts'
import { askPairingCode } from './code-pairing.ts'
import { isLeaseLost } from './key-cache.ts'
import { dial, type Line } from './line.ts'
import { readLinkRefusal } from './link-refusals.ts'
import { problemOf } from './problem.ts'
import { routesOf, type Routes } from './routes.ts'
import type { EngineWorld } from './world.ts'

/** One attempt to link: a short-lived job beside the sessions. */
export interface Linking {
  readonly attempt: string
  requestCode(phone: string): void
  /** Ends in `linkFailed`. Resolves when its socket is gone. */
  cancel(reason: LinkFailureReason, text: string): Promise<void>
  /** The linked account with durable credentials, or undefined after `linkFailed`. */
  readonly done: Promise<Account | undefined>
}

export interface LinkOrder {
  instance: number
  epoch: number
  attempt: string
  options: SessionOptions
  phone?: string
}

/** QRs live as the library rotates them: the first a minute, the others 20 seconds. */
const FIRST_QR_MS = 60_000
const NEXT_QR_MS = 20_000
/** Six QRs, then the network's references are used up. */
const ALL_QRS_MS = FIRST_QR_MS + 5 * NEXT_QR_MS
const REDIAL_MS = 500

interface State {
  world: EngineWorld
  order: LinkOrder
  routes: Routes
  abort: AbortController
  line: Line | undefined
  account: Account
  failure: { reason: LinkFailureReason; text: string } | undefined
  shown: number
  /** When the current connection's references began. */
  shownSince: number
  wantedPhone: string | undefined
  codeAsked: boolean
  /** Settles when the credentials are durable; set by the scan. */
  paired: Promise<void> | undefined
}

export function startLinking(world: EngineWorld, order: LinkOrder): Linking {
  const { proxyUrl } = order.options
  const state: State = {
    world,
    order,
    routes: proxyUrl === undefined ? world.directRoutes : routesOf(world.network, proxyUrl),
    abort: new AbortController(),
    line: undefined,
    account: freshAccount(world, order.instance, order.epoch),
    failure: undefined,
    shown: 0,
    shownSince: 0,
    wantedPhone: order.phone,
    codeAsked: false,
    paired: undefined,
  }
  const deadline = setTimeout(() => fail(state, 'expired', 'nobody linked in time'), world.limits.linkMs)
  const done = link(state).finally(() => clearTimeout(deadline))
  return {
    attempt: order.attempt,
    done,
    requestCode(phone) {
      state.wantedPhone = phone
      if (state.line && state.shown > 0) void askCode(state, state.line)
    },
    async cancel(reason, text) {
      fail(state, reason, text)
      await done
    },
  }
}

function fail(state: State, reason: LinkFailureReason, text: string): void {
  state.failure ??= { reason, text }
  state.abort.abort()
  state.line?.end()
}

async function link(state: State): Promise<Account | undefined> {
  const { world, order } = state
  try {
    await world.store.erase(order.instance, order.epoch)
    await untilPaired(state)
    await state.paired
    if (state.paired) return state.account
  } catch (error) {
    const text = isLeaseLost(error) ? 'another holder has the lease' : 'session state could not be stored'
    world.log.warn({ instance: order.instance, err: error }, 'linking failed')
    state.failure ??= { reason: 'disconnected', text }
  } finally {
    if (state.routes !== world.directRoutes) await state.routes.close()
  }
  state.account.cache.discard()
  const { reason, text } = state.failure ?? { reason: 'disconnected', text: 'the connection closed' }
  world.emit({ on: 'linkFailed', instance: order.instance, attempt: order.attempt, reason, text })
  return undefined
}

/** Connections until one pairs, the attempt fails or the network stays away for too long. */
async function untilPaired(state: State): Promise<void> {
  const { world } = state
  let away = Date.now()
  while (!state.failure && !state.paired) {
    const before = state.shown
    const ending = await connection(state)
    if (state.paired || state.failure) return
    if (isForeignRoot(ending.error)) return fail(state, 'foreignNetwork', ending.text)
    if (/QR refs attempts ended/.test(ending.text)) return fail(state, 'expired', 'nobody scanned in time')
    if (/account signature/.test(ending.text)) return fail(state, 'refused', ending.text)
    if (ending.reason === 'versionRefused') return fail(state, 'versionRefused', ending.text)
    if (REFUSING.has(ending.reason)) return fail(state, 'refused', ending.text)
    if (state.codeAsked) return fail(state, 'disconnected', ending.text)
    if (state.shown > before) away = Date.now()
    if (Date.now() - away > world.limits.firstQrMs) return fail(state, 'disconnected', ending.text)
    await world.clock.sleepUntil(world.clock.now() + REDIAL_MS, state.abort.signal)
    state.account.cache.discard()
    state.account = freshAccount(world, state.order.instance, state.order.epoch)
  }
}

const REFUSING: ReadonlySet<Ending['reason']> = new Set(['loggedOut', 'banned'])

async function connection(state: State): Promise<Ending & { error: unknown }> {
  const { world, account, abort } = state
  const leave = await world.gate.enter(abort.signal).catch(() => undefined)
  if (!leave) return { reason: 'asked', text: 'given up', code: 0, error: undefined }
  const before = state.shown
  const line = dial(world, account, {
    routes: state.routes,
    keepOnline: false,
    onStanza: (node) => refused(state, node),
    onUpdate: ({ qr }) => {
      if (qr === undefined) return
      leave()
      if (state.shown === before) state.shownSince = world.clock.now()
      showQr(state, qr, state.shown === before)
      if (state.wantedPhone !== undefined) void askCode(state, line)
    },
    onCreds: () => paired(state, line),
  })
  state.line = line
  if (state.failure) line.end()
  const timer = setTimeout(() => state.shown === before && line.end(), world.limits.firstQrMs)
  const ending = await line.ended
  clearTimeout(timer)
  leave()
  state.line = undefined
  return ending
}

function refused(state: State, node: BinaryNode): void {
  const refusal = readLinkRefusal(node)
  if (refusal && !state.paired) fail(state, refusal.reason, refusal.text)
}

function showQr(state: State, qr: string, first: boolean): void {
  state.shown++
  const { instance, attempt } = state.order
  const expiresAt = state.world.clock.now() + (first ? FIRST_QR_MS : NEXT_QR_MS)
  state.world.emit({ on: 'qr', instance, attempt, qr, expiresAt })
}

async function askCode(state: State, line: Line): Promise<void> {
  const phone = state.wantedPhone
  state.wantedPhone = undefined
  if (phone === undefined) return
  state.codeAsked = true
  const { instance, attempt } = state.order
  try {
    const code = await askPairingCode(line.sock, state.account, phone)
    if (state.failure || state.paired) return
    state.world.emit({ on: 'code', instance, attempt, code, expiresAt: state.shownSince + ALL_QRS_MS })
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code === 'refused') fail(state, 'refused', problem.text)
    else fail(state, 'disconnected', problem.text)
  }
}

/** Called on each change of the creds; the account's signature in them is the pairing. */
function paired(state: State, line: Line): void {
  const { world, order, account } = state
  if (!account.creds.account || account.creds.me === undefined) return
  if (state.paired) return void account.cache.saveCreds(account.creds).catch(() => undefined)
  if (state.failure) return
  const { instance, attempt } = order
  world.emit({ on: 'pairing', instance, attempt })
  // The network does not hear our agreement (`gateFrames`) before we could still answer to it after a crash.
  state.paired = account.cache.saveCreds(account.creds).then(() => {
    world.emit({ on: 'linked', instance, attempt, account: describe(account.creds) })
  })
  state.paired.catch(() => line.end())
  setTimeout(() => line.end(), world.limits.restartMs).unref()
}
