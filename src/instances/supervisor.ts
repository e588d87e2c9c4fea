import { Failure } from '../base/errors.ts'
import type { Ports } from '../contract/ports.ts'
import type { EngineEvent } from '../engines/port.ts'
import { storeClosed } from '../store/port/errors.ts'
import { waitingCommands } from './commands.ts'
import { carryOut } from './carry-out.ts'
import { current, forget, type Alarm, type HeldPhase, type Watch } from './held.ts'
import { claimableSessions, leaseLost } from './lease.ts'
import { keepLeases } from './lease-keeper.ts'
import { interruptedLinks } from './link.ts'
import { isLinkEvent, linkEvent, startAttempt } from './linking.ts'
import { adopt, closed, opened, openSoon, release, restriction } from './sessions.ts'
import type { StateInput } from './state.ts'

export interface SupervisorDeps {
  ports: Ports
  /**
   * This node's name, the same after a restart: a node takes its own sessions up again at once, those of others only
   * when their lease has run out. Two living processes must not share it.
   */
  node: string
  /** Writes a change of state (`changeState`) and the notification of it in one transaction. */
  enterState: (change: StateInput) => Promise<void>
  /** The session is open and the state written: sending may begin. */
  onOpened: (instance: number, epoch: number) => void
  /** The session is closed, whatever the state. */
  onClosed: (instance: number) => void
  /** Something an operator has to know. */
  alarm?: (kind: Alarm, fields: Record<string, unknown>) => void
  /** From 0 to 1; spreads reconnects. */
  random?: () => number
  /** How many sessions may connect at a time. */
  concurrentOpens?: number
}

export interface Supervisor {
  /** Another protocol version is configured: what was refused for it tries again. */
  versionChanged(): void
  /** How many instances are in each phase, for metrics. */
  phases(): Record<HeldPhase, number>
  /** Closes every session, lets go of the leases. The engine host is stopped after it. */
  stop(): Promise<void>
}

const POLL = 3000
/** Wishes that nobody took for this long have lost their nudge. */
const NUDGE_LOST = 2000
const PAGE = 200
const STOP_DEADLINE = 15_000

/**
 * Holds the sessions of this node: resumes what was linked, carries out wishes, links, reconnects, and keeps states
 * true. Listens to the engine and the bus by itself; resolves when it does.
 */
export async function superviseInstances(deps: SupervisorDeps): Promise<Supervisor> {
  const watch = watchOf(deps)
  const { bus, engine, clock } = watch.ports
  const stopped = new AbortController()
  const keeper = await keepLeases(watch.ports, watch.node, () => leasesLost(watch))
  const stops = [
    engine.on((event) => hear(watch, event)),
    bus.on('lease', '*', (key) => watch.enqueue(Number(key), () => carryOut(watch, Number(key)))),
  ]
  const looking = look(watch, stopped.signal)
  return {
    versionChanged: () => retryRefused(watch),
    phases: () => countPhases(watch),
    async stop() {
      watch.stopping = true
      stopped.abort()
      await looking
      await closeAll(watch, clock.now() + STOP_DEADLINE)
      for (const stop of stops) stop()
      for (const held of watch.held.values()) await release(watch, held)
      await keeper.stop()
    },
  }
}

function watchOf(deps: SupervisorDeps): Watch {
  const { log } = deps.ports
  const chains = new Map<number, Promise<void>>()
  const watch: Watch = {
    ports: deps.ports,
    node: deps.node,
    random: deps.random ?? Math.random,
    concurrentOpens: deps.concurrentOpens ?? 16,
    enterState: deps.enterState,
    onOpened: deps.onOpened,
    onClosed: deps.onClosed,
    alarm(kind, fields) {
      log.error({ alarm: kind, ...fields }, 'an instance needs the operator')
      deps.alarm?.(kind, fields)
    },
    held: new Map(),
    queue: new Set(),
    opening: new Set(),
    linkFailures: new Map(),
    stopping: false,
    enqueue(instance, work) {
      const chain = (chains.get(instance) ?? Promise.resolve())
        .then(() => persist(watch, instance, work))
        .finally(() => {
          if (chains.get(instance) === chain) chains.delete(instance)
        })
      chains.set(instance, chain)
    },
  }
  return watch
}

const RETRY = 1000

/** What an event means must reach the rows, so work is repeated while the store is in trouble. */
async function persist(watch: Watch, instance: number, work: () => Promise<void> | void): Promise<void> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const held = watch.held.get(instance)
      if (error instanceof Failure && error.kind === leaseLost) {
        watch.ports.log.info({ instance }, 'the session moved to another node')
        watch.ports.engine.post({ do: 'close', instance })
        watch.onClosed(instance)
        return held && forget(watch, held)
      }
      if (error instanceof Failure && error.kind === storeClosed) return
      watch.ports.log.error({ instance, error: String(error) }, 'supervising an instance failed, trying again')
      await watch.ports.clock.sleepUntil(watch.ports.clock.now() + RETRY)
      if (watch.stopping) return
    }
  }
}

function hear(watch: Watch, event: EngineEvent): void {
  if (event.on === 'answer') return
  const meaning = meaningOf(watch, event)
  if (meaning) watch.enqueue(event.instance, meaning)
}

function meaningOf(watch: Watch, event: EngineEvent): (() => Promise<void>) | undefined {
  if (event.on === 'opened')
    return async () => {
      const held = current(watch, event.instance, event.epoch)
      if (held?.phase === 'opening' || held?.phase === 'linking') await opened(watch, held, event.account)
    }
  if (event.on === 'closed')
    return async () => {
      const held = current(watch, event.instance, event.epoch)
      if (held && CONNECTED.has(held.phase)) await closed(watch, held, event.reason, event.text)
    }
  if (event.on === 'restriction') return () => restriction(watch, event)
  return isLinkEvent(event) ? () => linkEvent(watch, event) : undefined
}

/** Phases in which the engine has something to close. */
const CONNECTED: ReadonlySet<HeldPhase> = new Set(['opening', 'open', 'closing'])

/** Takes up what this node held before, then looks again and again for what nobody holds and for lost nudges. */
async function look(watch: Watch, stopped: AbortSignal): Promise<void> {
  const { store, clock, log } = watch.ports
  for (let own = 1; !stopped.aborted;) {
    try {
      await lookOnce(watch, own)
      own = 0
    } catch (error) {
      if (error instanceof Failure && error.kind === storeClosed) return
      log.warn({ error: String(error) }, 'looking for sessions without a holder failed')
    }
    await clock.sleepUntil(clock.now() + POLL, stopped)
    if (stopped.aborted) return
    const waiting = await store
      .read(waitingCommands, { before: clock.now() - NUDGE_LOST, limit: PAGE })
      .catch(() => [] as number[])
    for (const instance of waiting) watch.enqueue(instance, () => carryOut(watch, instance))
  }
}

async function lookOnce(watch: Watch, own: number): Promise<void> {
  const { store, clock } = watch.ports
  const { node } = watch
  const at = clock.now()
  for (let after = 0; ;) {
    const found = await store.read(claimableSessions, { node, own, at, after, limit: PAGE })
    for (const instance of found) watch.enqueue(instance, () => adopt(watch, instance))
    if (found.length < PAGE) break
    after = found.at(-1) ?? 0
  }
  for (const instance of await store.read(interruptedLinks, { node, at, limit: PAGE }))
    if (!watch.held.has(instance))
      watch.enqueue(instance, () => (watch.held.has(instance) ? undefined : startAttempt(watch, instance, null)))
}

function retryRefused(watch: Watch): void {
  for (const held of watch.held.values()) if (held.phase === 'waiting') openSoon(watch, held)
}

function leasesLost(watch: Watch): void {
  watch.alarm('leasesLost', { held: watch.held.size })
  for (const held of watch.held.values()) {
    watch.ports.engine.post({ do: 'close', instance: held.instance })
    watch.onClosed(held.instance)
    forget(watch, held)
  }
}

/** Resolves when every session has closed, or at `deadline`. Attempts under way begin anew where their instance is held next. */
async function closeAll(watch: Watch, deadline: number): Promise<void> {
  const { engine, clock } = watch.ports
  for (const held of watch.held.values()) {
    watch.queue.delete(held.instance)
    if (held.phase === 'linking')
      engine.post({ do: 'cancelLink', instance: held.instance, attempt: held.attempt ?? '' })
    if (held.phase === 'open' || held.phase === 'opening') engine.post({ do: 'close', instance: held.instance })
    else if (held.phase !== 'closing') watch.enqueue(held.instance, () => release(watch, held))
  }
  while (watch.held.size > 0 && clock.now() < deadline) await clock.sleepUntil(clock.now() + 20)
}

function countPhases(watch: Watch): Record<HeldPhase, number> {
  const counts = { linking: 0, queued: 0, opening: 0, open: 0, waiting: 0, closing: 0, idle: 0 }
  for (const { phase } of watch.held.values()) counts[phase] += 1
  return counts
}
