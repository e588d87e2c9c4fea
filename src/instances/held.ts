import type { Ports } from '../contract/ports.ts'
import type { EngineEvent } from '../engines/port.ts'
import type { Command } from './commands.ts'
import type { StateInput } from './state.ts'

/**
 * linking: an attempt is under way · queued: waits for its turn to connect · opening: the engine connects · open ·
 * waiting: closed, the timer opens it again · closing: asked to close or log out, `afterwards` follows · idle: rests until
 * somebody wants something (banned, replaced)
 */
export type HeldPhase = 'linking' | 'queued' | 'opening' | 'open' | 'waiting' | 'closing' | 'idle'

/** What follows once a session has closed or an attempt has ended. */
export type Afterwards =
  { do: 'open' } | { do: 'forget'; reason: string; command: Command } | { do: 'link'; phone: string | null }

/** An instance whose lease this node holds. Lives in memory only: rows tell all that a restart needs. */
export interface Held {
  readonly instance: number
  readonly epoch: number
  phase: HeldPhase
  /** The linking attempt, until its session is open. */
  attempt?: string
  /** How the account was linked, for the history. */
  linkedBy?: string
  /** A code was asked for in this attempt. */
  codeAsked?: boolean
  /** Failed attempts to open in a row. */
  tries: number
  /** Since when the session is down; 0 while open. */
  downSince: number
  /** The restriction of a former session no longer counts: the owner has rebooted. */
  fresh?: boolean
  /** A restriction that was told before the session was open. */
  unread?: EngineEvent & { on: 'restriction' }
  afterwards?: Afterwards
  timer?: AbortController
}

/** The supervisor's world, shared by its parts. */
export interface Watch {
  readonly ports: Ports
  readonly node: string
  readonly random: () => number
  readonly concurrentOpens: number
  /** Writes the change of state and its notification in one transaction. */
  readonly enterState: (change: StateInput) => Promise<void>
  readonly onOpened: (instance: number, epoch: number) => void
  readonly onClosed: (instance: number) => void
  readonly alarm: (kind: Alarm, fields: Record<string, unknown>) => void
  readonly held: Map<number, Held>
  /** Instances that wait for a turn to connect, in order. */
  readonly queue: Set<number>
  /** Instances that connect now. */
  readonly opening: Set<number>
  /** Failed linking attempts in a row, for the pause before the next. */
  readonly linkFailures: Map<number, number>
  stopping: boolean
  /** Runs work on an instance after all earlier work on it; repeats it while the store is in trouble. */
  enqueue(instance: number, work: () => Promise<void> | void): void
}

export type Alarm = 'versionRefused' | 'startingTooLong' | 'leasesLost'

/** Takes an instance over under a new epoch, or renews what is held of it; what was held before is forgotten. */
export function hold(watch: Watch, instance: number, epoch: number, phase: HeldPhase): Held {
  const former = watch.held.get(instance)
  if (former) forget(watch, former)
  const held: Held = { instance, epoch, phase, tries: 0, downSince: watch.ports.clock.now() }
  watch.held.set(instance, held)
  return held
}

/** Drops an instance from memory; lease and rows are left as they are. */
export function forget(watch: Watch, held: Held): void {
  disarm(held)
  watch.queue.delete(held.instance)
  watch.opening.delete(held.instance)
  if (watch.held.get(held.instance) === held) watch.held.delete(held.instance)
}

/** The held instance an event is about, when its epoch is the current one. */
export function current(watch: Watch, instance: number, epoch: number): Held | undefined {
  const held = watch.held.get(instance)
  return held?.epoch === epoch ? held : undefined
}

/** Runs `work` at `at` unless the timer is set anew or the instance is dropped: one timer for each held instance. */
export function arm(watch: Watch, held: Held, at: number, work: () => Promise<void> | void): void {
  disarm(held)
  const timer = new AbortController()
  held.timer = timer
  void watch.ports.clock.sleepUntil(at, timer.signal).then(() => {
    if (!timer.signal.aborted)
      watch.enqueue(held.instance, () =>
        held.timer === timer && watch.held.get(held.instance) === held ? work() : undefined,
      )
  })
}

export function disarm(held: Held): void {
  held.timer?.abort()
  delete held.timer
}
