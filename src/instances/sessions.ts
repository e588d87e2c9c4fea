import type { CloseReason, EngineEvent, LinkedAccount, SessionOptions } from '../engines/port.ts'
import { waitBefore } from './backoff.ts'
import { commandDone, type Command } from './commands.ts'
import { arm, disarm, forget, hold, type Afterwards, type Held, type Watch } from './held.ts'
import type { Instance } from './instance.ts'
import { findInstance } from './known-instances.ts'
import { claimLease, releaseLease } from './lease.ts'
import { endLink } from './link.ts'
import { eraseSession, hasCreds, isStale } from './session-state.ts'
import { readSettings } from './settings.ts'
import { proxySeal } from './settings-store.ts'
import type { StateInput } from './state.ts'

const OPEN_DEADLINE = 60_000
const CLOSE_DEADLINE = 20_000
/** A short loss of the connection is no change of state. */
const GRACE = 60_000
/** The contract's bound of `starting`; past it a person has to know. */
const STARTING_BOUND = 300_000
/** How often the end of a restriction is asked for that the network has told no end of. */
const RESTRICTION_ASKED = 900_000
const RENEWING = 'restored from a backup: encryption begins anew with every contact'

/** Claims a linked instance and opens its session. Nothing happens while another living node holds it. */
export async function adopt(watch: Watch, instance: number): Promise<void> {
  if (watch.held.has(instance) || watch.stopping) return
  const held = await claim(watch, instance)
  if (held) openSoon(watch, held)
}

/** Claims an instance, with a new epoch; undefined while another living node holds it. */
export async function claim(watch: Watch, instance: number): Promise<Held | undefined> {
  const { store, clock } = watch.ports
  const epoch = await store.write(claimLease, { instance, node: watch.node, at: clock.now() })
  return epoch === undefined ? undefined : hold(watch, instance, epoch, 'idle')
}

/** Lets go of an instance: another node, or this one later, may claim it. */
export async function release(watch: Watch, held: Held): Promise<void> {
  await watch.ports.store.write(releaseLease, { instance: held.instance, node: watch.node, epoch: held.epoch })
  forget(watch, held)
}

/** Queues an instance for its turn to connect. */
export function openSoon(watch: Watch, held: Held): void {
  disarm(held)
  held.phase = 'queued'
  watch.queue.add(held.instance)
  nextOpening(watch)
}

function nextOpening(watch: Watch): void {
  for (const instance of watch.queue) {
    if (watch.opening.size >= watch.concurrentOpens) return
    watch.queue.delete(instance)
    watch.opening.add(instance)
    watch.enqueue(instance, () => open(watch, instance))
  }
}

/** Another may connect. */
function turnOver(watch: Watch, instance: number): void {
  if (watch.opening.delete(instance)) nextOpening(watch)
}

async function open(watch: Watch, instance: number): Promise<void> {
  const held = watch.held.get(instance)
  if (held?.phase !== 'queued') return turnOver(watch, instance)
  const { store, engine, clock } = watch.ports
  const row = await store.read(findInstance, { id: instance })
  if (!row || row.deleted_at !== null) {
    turnOver(watch, instance)
    return await release(watch, held)
  }
  if (!(await store.read(hasCreds, { instance }))) {
    turnOver(watch, instance)
    return await forgetAccount(watch, held, 'there is no session to resume')
  }
  const renew = await store.read(isStale, { instance })
  if (renew) await enter(watch, held, { state: row.state, reason: RENEWING, note: true })
  held.phase = 'opening'
  arm(watch, held, clock.now() + OPEN_DEADLINE, () => {
    engine.post({ do: 'close', instance })
    return closed(watch, held, 'lost', `no session after ${OPEN_DEADLINE / 1000} s`)
  })
  engine.post({ do: 'open', instance, epoch: held.epoch, options: { ...optionsOf(watch, row), renew } })
}

/** How the engine is to run the session of an instance. */
export function optionsOf({ ports }: Pick<Watch, 'ports'>, row: Instance): SessionOptions {
  const keepOnline = readSettings(row.settings).keepOnlineStatus === 'yes'
  if (row.proxy_sealed === null) return { keepOnline }
  return { keepOnline, proxyUrl: ports.keyring.open(row.proxy_sealed, proxySeal(row.id)).toString() }
}

/** After `linked`: the engine goes on to `opened` by itself, within the same deadline as any opening. */
export function expectOpened(watch: Watch, held: Held): void {
  held.phase = 'opening'
  held.downSince = watch.ports.clock.now()
  arm(watch, held, held.downSince + OPEN_DEADLINE, () => {
    watch.ports.engine.post({ do: 'close', instance: held.instance })
    return closed(watch, held, 'lost', `linked, but no session after ${OPEN_DEADLINE / 1000} s`)
  })
}

/** The session is up. */
export async function opened(watch: Watch, held: Held, account: LinkedAccount): Promise<void> {
  const { instance, epoch } = held
  const row = await watch.ports.store.read(findInstance, { id: instance })
  const until = held.fresh ? null : (row?.restricted_until ?? null)
  const restricted = until !== null && (until === 0 || until > watch.ports.clock.now())
  await enter(watch, held, {
    state: restricted ? 'suspended' : 'authorized',
    reason: held.linkedBy ?? (restricted ? 'connected, sending is restricted' : 'connected'),
    account: factsOf(account),
    restrictedUntil: restricted ? until : null,
  })
  await watch.ports.store.write(endLink, { instance })
  held.phase = 'open'
  held.tries = 0
  held.downSince = 0
  for (const key of ['attempt', 'linkedBy', 'codeAsked', 'fresh'] as const) delete held[key]
  watch.linkFailures.delete(instance)
  disarm(held)
  turnOver(watch, instance)
  watch.ports.bus.nudge('link', instance)
  if (restricted) liftAt(watch, held, until)
  watch.onOpened(instance, epoch)
  const { unread } = held
  delete held.unread
  if (unread) await restriction(watch, unread)
}

function factsOf({ phone, lid, pushName, deviceId }: LinkedAccount): NonNullable<StateInput['account']> {
  return { phone, lid: lid ?? null, pushName, deviceId }
}

/** Sending was restricted by the network, or is free again. */
export async function restriction(watch: Watch, event: EngineEvent & { on: 'restriction' }): Promise<void> {
  const held = watch.held.get(event.instance)
  // what waited for the session may come before it is open
  if (held?.phase === 'opening') held.unread = event
  if (held?.phase !== 'open') return
  const { restricted, until } = event
  const end = until > 0 ? `until ${new Date(until).toISOString()}` : 'without a known end'
  await enter(watch, held, {
    state: restricted ? 'suspended' : 'authorized',
    reason: restricted ? `sending restricted ${end}: ${event.text}` : 'sending is free again',
    restrictedUntil: restricted ? until : null,
  })
  disarm(held)
  if (restricted) liftAt(watch, held, until)
}

/** Lifts a restriction at its end. One without a known end is asked for now and then: what is told of its end may get lost. */
function liftAt(watch: Watch, held: Held, until: number): void {
  if (until > 0)
    return arm(watch, held, until, () =>
      enter(watch, held, { state: 'authorized', reason: 'the restriction has ended', restrictedUntil: null }),
    )
  const { clock, engine, log } = watch.ports
  const { instance } = held
  arm(watch, held, clock.now() + RESTRICTION_ASKED, () => {
    if (held.phase !== 'open') return
    liftAt(watch, held, until)
    // the answer comes as an event, too
    engine
      .ask(instance, { ask: 'restriction' })
      .catch((error: unknown) => log.info({ instance, err: error }, 'restriction not known'))
  })
}

/** Closes the session and goes on with what follows. */
export function closeThen(watch: Watch, held: Held, afterwards: Afterwards): void {
  const { engine, clock } = watch.ports
  watch.queue.delete(held.instance)
  const connected = held.phase === 'open' || held.phase === 'opening'
  held.afterwards = afterwards
  held.phase = 'closing'
  if (!connected) {
    disarm(held)
    return watch.enqueue(held.instance, () => closed(watch, held, 'asked', ''))
  }
  arm(watch, held, clock.now() + CLOSE_DEADLINE, () => closed(watch, held, 'asked', 'the engine did not answer'))
  engine.post({ do: 'close', instance: held.instance })
}

/** The session has ended. Every reason leads to a true state or to another attempt; the table is in the README. */
export async function closed(watch: Watch, held: Held, reason: CloseReason, text: string): Promise<void> {
  const { instance } = held
  if (watch.held.get(instance) !== held) return
  disarm(held)
  turnOver(watch, instance)
  watch.onClosed(instance)
  const { afterwards } = held
  if (reason === 'leaseLost') return forget(watch, held)
  if (afterwards?.do === 'forget') return await forgetAccount(watch, held, afterwards.reason, afterwards.command)
  if (reason === 'loggedOut') return await forgetAccount(watch, held, why('unlinked from the phone', text))
  if (watch.stopping) return await release(watch, held)
  delete held.afterwards
  if (afterwards?.do === 'open' && reason === 'asked') return openSoon(watch, held)
  if (reason === 'banned' || reason === 'replaced') return await rest(watch, held, reason, text)
  await retry(watch, held, reason, text)
}

/** Nothing is tried until somebody wants it: the account is banned, or another connection holds it. */
async function rest(watch: Watch, held: Held, reason: 'banned' | 'replaced', text: string): Promise<void> {
  const { instance } = held
  held.phase = 'idle'
  await enter(
    watch,
    held,
    reason === 'banned'
      ? { state: 'blocked', reason: why('banned', text), note: true }
      : {
          state: 'notAuthorized',
          reason: 'another connection with the same keys took the session over; reboot takes it back',
          account: null,
          note: true,
        },
  )
  // it may have been linked a moment ago and never been open
  await watch.ports.store.write(endLink, { instance })
  watch.ports.bus.nudge('link', instance)
}

async function retry(watch: Watch, held: Held, reason: CloseReason, text: string): Promise<void> {
  const { clock, log } = watch.ports
  const { instance } = held
  const now = clock.now()
  const down = held.downSince === 0 ? 0 : now - held.downSince
  const refused = reason === 'versionRefused'
  const row = await watch.ports.store.read(findInstance, { id: instance })
  if ((refused || down > GRACE) && row && row.state !== 'notAuthorized')
    await enter(watch, held, {
      state: 'starting',
      reason: why(refused ? 'protocol version refused' : `not connected: ${reason}`, text),
    })
  if (refused) watch.alarm('versionRefused', { instance, text })
  else if (down > STARTING_BOUND)
    watch.alarm('startingTooLong', { instance, reason, text, downMs: down, tries: held.tries })
  held.phase = 'waiting'
  held.tries += 1
  if (held.downSince === 0) held.downSince = now
  const wait = waitBefore(reason === 'asked' ? 'lost' : reason, held.tries, watch.random()) ?? GRACE
  log.info({ instance, reason, text, tries: held.tries, waitMs: wait }, 'session closed, it will be opened again')
  arm(watch, held, now + wait, () => openSoon(watch, held))
}

/** The account is gone from here: erases the session, says so in state and history, lets go of the instance. */
export async function forgetAccount(watch: Watch, held: Held, reason: string, command?: Command): Promise<void> {
  const { store, bus } = watch.ports
  const { instance, epoch } = held
  await store.write(eraseSession, { instance, epoch })
  await enter(watch, held, { state: 'notAuthorized', reason, account: null, restrictedUntil: null, note: true })
  await store.write(endLink, { instance })
  if (command) await store.write(commandDone, command)
  bus.nudge('link', instance)
  await release(watch, held)
}

/** Changes the state of a held instance, fenced by its epoch. */
export async function enter(
  watch: Watch,
  held: Held,
  change: Omit<StateInput, 'instance' | 'at' | 'epoch'>,
): Promise<void> {
  const { clock, bus } = watch.ports
  await watch.enterState({ ...change, instance: held.instance, epoch: held.epoch, at: clock.now() })
  bus.nudge('state', held.instance)
}

function why(what: string, text: string): string {
  return text === '' ? what : `${what}: ${text}`
}
