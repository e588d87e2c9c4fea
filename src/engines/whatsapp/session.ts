import type { BinaryNode, WAPatchName } from 'baileys'
import type { CloseReason, EngineQuestion, QuestionAnswers, SessionOptions } from '../port.ts'
import { describe, type Account } from './account.ts'
import { answer } from './answers.ts'
import { syncAppState } from './app-state.ts'
import { readAck, readRefusal, refusedAsNew } from './acks.ts'
import { readBlockList } from './block-list.ts'
import { readCall } from './calls.ts'
import type { Ending } from './close-codes.ts'
import { heardOfGroup } from './group-memory.ts'
import { inboxOf, type Inbox } from './inbox.ts'
import { isLeaseLost } from './key-cache.ts'
import { dial, type Line } from './line.ts'
import { removeDevice } from './logout.ts'
import { Problem } from './problem.ts'
import { readReceipt } from './receipts.ts'
import { endOfCap, endOfLock, whyRefused, type Why } from './restrictions.ts'
import { routesOf, type Routes } from './routes.ts'
import { ownNames, readWithheld, type StanzaFacts } from './stanza-facts.ts'
import type { EngineWorld } from './world.ts'

/** The live connection of a linked account, from dialling to its one `closed` event. */
export interface Session {
  readonly epoch: number
  readonly account: Account
  /** Whether questions can be asked. */
  isOpen(): boolean
  /** Answers or throws; the error becomes the answer's problem. */
  ask(question: EngineQuestion): Promise<QuestionAnswers[keyof QuestionAnswers]>
  /** Finishes running sends, flushes, closes. Resolves after `closed` was told. */
  close(reason: CloseReason, text: string): Promise<void>
  /** Takes this device off the account as far as the network can be reached, then closes without telling. */
  unlink(): Promise<void>
  /** Resolves when questions can be asked, or when it is over. */
  readonly ready: Promise<unknown>
  /** Resolves after `closed` was told. */
  readonly over: Promise<void>
}

/** Restarts that the network may ask for before we call the session bad. */
const MOST_RESTARTS = 3

interface State {
  world: EngineWorld
  account: Account
  options: SessionOptions
  routes: Routes
  inbox: Inbox
  line: Line | undefined
  open: boolean
  /** Why it shall end, when that was decided on this side. */
  closing: { reason: CloseReason; text: string } | undefined
  /** Tells neither `opened` nor `closed`. */
  silent: boolean
  onOpen(): void
  abort: AbortController
  /** Questions at work. */
  running: Set<Promise<unknown>>
  /** Asks why the network refuses new chats; one question for all that it refuses meanwhile. */
  asking: Promise<Why> | undefined
  /** Ends the waiting of each of them. */
  cutOff: Set<(ending: Ending) => void>
}

/** `silent` is for a session that only logs out: it tells neither `opened` nor `closed`. */
export function startSession(world: EngineWorld, account: Account, options: SessionOptions, silent = false): Session {
  const state = initialState(world, account, options, silent)
  account.onInbox = (rows) => state.inbox.deliver(rows)
  account.onNames = (phone, lid) => world.emit({ on: 'peer', instance: account.instance, phone, lid })
  account.onBroken = (error) =>
    isLeaseLost(error)
      ? stop(state, 'leaseLost', 'another holder has the lease')
      : stop(state, 'failed', 'session state could not be stored')
  const opened = new Promise<void>((resolve) => (state.onOpen = resolve))
  const over = live(state)
  return {
    epoch: account.epoch,
    account,
    over,
    ready: Promise.race([opened, over]),
    isOpen: () => state.open,
    ask: (question) => ask(state, question),
    async close(reason, text) {
      await settle(state)
      stop(state, reason, text)
      await over
    },
    async unlink() {
      state.silent = true
      const wasOpen = state.open
      await settle(state)
      if (state.line && wasOpen) await removeDevice(state.line, account)
      stop(state, 'loggedOut', 'logged out')
      await over
    },
  }
}

function initialState(world: EngineWorld, account: Account, options: SessionOptions, silent: boolean): State {
  const state: State = {
    world,
    account,
    options,
    routes: options.proxyUrl === undefined ? world.directRoutes : routesOf(world.network, options.proxyUrl),
    inbox: inboxOf({
      store: world.store,
      instance: account.instance,
      epoch: account.epoch,
      log: world.log,
      bound: world.limits.pendingInboxBytes,
      emit: world.emit,
      onFlood: () => stop(state, 'flooded', 'too many received messages wait to be recorded'),
    }),
    line: undefined,
    open: false,
    closing: undefined,
    silent,
    onOpen: () => undefined,
    abort: new AbortController(),
    running: new Set(),
    asking: undefined,
    cutOff: new Set(),
  }
  return state
}

async function live(state: State): Promise<void> {
  const { world, account } = state
  const ending = await connections(state).catch((error: unknown): Ending => {
    world.log.error({ instance: account.instance, err: error }, 'session failed')
    return { reason: isLeaseLost(error) ? 'leaseLost' : 'failed', text: 'the session could not be run', code: 0 }
  })
  account.cache.discard()
  if (state.routes !== world.directRoutes) await state.routes.close()
  const { reason, text } = state.closing ?? ending
  if (!state.silent) world.emit({ on: 'closed', instance: account.instance, epoch: account.epoch, reason, text })
}

async function connections(state: State): Promise<Ending> {
  const room = await state.inbox.replay()
  if (!room) return { reason: 'flooded', text: 'too many received messages wait to be recorded', code: 0 }
  for (let restarts = 0; ; restarts++) {
    const ending = await connection(state)
    if (ending.reason !== 'restart' || restarts >= MOST_RESTARTS || state.closing) return ending
  }
}

/** One connection, from its place in the queue of connecting ones to its end. */
async function connection(state: State): Promise<Ending> {
  const { world, account, abort } = state
  const leave = await world.gate.enter(abort.signal).catch(() => undefined)
  if (!leave || state.closing) {
    leave?.()
    return { reason: 'asked', text: 'closed before it was opened', code: 0 }
  }
  const line = dial(world, account, {
    routes: state.routes,
    keepOnline: state.options.keepOnline,
    onStanza: (node) => heard(state, node),
    onUpdate: (update) => restricted(state, update.reachoutTimeLock),
    onCap: (info) => world.emit({ on: 'capped', instance: account.instance, until: endOfCap(info) ?? null }),
    onCreds: (change) => {
      void account.cache.saveCreds(account.creds).catch(() => undefined)
      if (change.myAppStateKeyId !== undefined) readAppState(state)
    },
    onUndecryptable: (facts) => undecryptable(state, facts),
  })
  state.line = line
  let late = false
  const timer = setTimeout(() => {
    late = true
    line.end()
  }, world.limits.openMs)
  const first = await Promise.race([line.opened.then(() => undefined), line.ended])
  clearTimeout(timer)
  leave()
  if (!first && !state.closing) {
    state.open = true
    const { instance, epoch, creds } = account
    if (!state.silent) world.emit({ on: 'opened', instance, epoch, account: describe(creds) })
    state.onOpen()
    if (!state.silent) readAppState(state)
  }
  const ending = await line.ended
  state.open = false
  state.line = undefined
  for (const cut of state.cutOff) cut(ending)
  return late ? { reason: 'lost', text: 'the network did not open the session in time', code: 0 } : ending
}

/** Decides the end; the first reason stays. */
function stop(state: State, reason: CloseReason, text: string): void {
  state.closing ??= { reason, text }
  state.abort.abort()
  state.line?.end()
}

/** Running sends, unwritten keys and what waits for them to leave, as long as there is patience. */
async function settle(state: State): Promise<void> {
  state.open = false
  const { promise, cancel } = patience(state.world.limits.drainMs)
  const done = Promise.allSettled(state.running)
    .then(() => state.account.cache.flush())
    .then(() => state.line?.drained())
  await Promise.race([done.catch(() => undefined), promise])
  cancel()
}

function patience(ms: number): { promise: Promise<void>; cancel(): void } {
  let cancel = (): void => undefined
  const promise = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    cancel = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  return { promise, cancel: () => cancel() }
}

/** What others have changed of the account's app state; read again at the next `open` when it fails. */
function readAppState(state: State, names?: WAPatchName[]): void {
  const { world, account, routes, line } = state
  if (!line || !state.open) return
  syncAppState({ world, account, routes, line }, names).catch((error: unknown) =>
    world.log.info({ instance: account.instance, err: error }, 'app state not read'),
  )
}

/** The library would read the collections itself and tell what is in them when their version is durable: too late. */
function takeSyncNotice(state: State, node: BinaryNode): void {
  if (node.tag !== 'notification' || node.attrs['type'] !== 'server_sync') return
  const collections = Array.isArray(node.content) ? node.content : []
  node.content = []
  readAppState(
    state,
    collections.map(({ attrs }) => attrs['name'] as WAPatchName),
  )
}

function heard(state: State, node: BinaryNode): void {
  const { world, account } = state
  if (node.tag === 'ack' && node.attrs['class'] === 'message') verdict(state, node)
  const withheld = readWithheld(node, account.creds)
  if (withheld) undecryptable(state, withheld)
  heardOfGroup(state, node)
  takeSyncNotice(state, node)
  for (const read of [readCall, readBlockList]) for (const event of read(node, account.instance)) world.emit(event)
  if (node.tag !== 'receipt') return
  const receipt = readReceipt(node, account.instance, ownNames(account.creds))
  if (receipt) world.emit(receipt)
}

function verdict(state: State, node: BinaryNode): void {
  const { world, account, line } = state
  const event = readAck(node, account.instance)
  if (event) return world.emit(event)
  const idMessage = refusedAsNew(node)
  if (idMessage === undefined || !line) return
  const asking = (state.asking ??= whyRefused(line.sock).finally(() => (state.asking = undefined)))
  void asking.then((why) => {
    for (const told of readRefusal(idMessage, why, account.instance)) world.emit(told)
  })
}

function restricted(state: State, lock: { isActive?: boolean; timeEnforcementEnds?: Date } | undefined): void {
  if (!lock) return
  state.world.emit({
    on: 'restriction',
    instance: state.account.instance,
    restricted: lock.isActive ?? false,
    until: lock.isActive ? endOfLock(lock) : 0,
    text: lock.isActive ? 'the network restricts the account from starting new chats' : 'the restriction is lifted',
  })
}

function undecryptable(state: State, facts: StanzaFacts): void {
  const { chat, author, fromMe, idMessage, at } = facts
  state.world.emit({ on: 'undecryptable', instance: state.account.instance, chat, author, fromMe, idMessage, at })
}

/** Races the work against the end of its connection: what the library waits for then never comes. */
async function ask(state: State, question: EngineQuestion): Promise<QuestionAnswers[keyof QuestionAnswers]> {
  const { line, cutOff } = state
  if (!line || !state.open) throw new Problem('notOpen', 'there is no open session')
  const work = answer({ world: state.world, account: state.account, routes: state.routes, line }, question)
  state.running.add(work)
  let cut = (_ending: Ending): void => undefined
  const lost = new Promise<never>((_resolve, reject) => {
    cut = (ending) => reject(new Problem('disconnected', ending.text))
    cutOff.add(cut)
  })
  return Promise.race([work, lost]).finally(() => {
    state.running.delete(work)
    cutOff.delete(cut)
  })
}
