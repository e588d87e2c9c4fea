import type { Ports } from '../../contract/ports.ts'
import { billingDayOf, dayAfter, midnightOf } from '../billing-day.ts'
import { chargeNight, missedNights } from './charge.ts'
import { claimJob, releaseJob } from './lease.ts'

/** Instances of one transaction: enough to keep the cost of a commit small, few enough not to hold up other writes. */
const BATCH = 5000
/** Accounts that are looked up at once. */
const PAGE = 500
const JOB = 'night'
/** A run that died is followed by another node after this time. */
const LEASE_MS = 30_000
const RETRY_MS = 10_000

type World = Pick<Ports, 'store' | 'clock' | 'log'>

export interface NightRun {
  /** Names this run among others: a lease is told by it. */
  holder: string
  /** Accounts charged side by side; 1 where the database has one writer. */
  parallel?: number
  batch?: number
  signal?: AbortSignal
  /** Told after every transaction: the billing day and how many instances it charged. */
  onStep?: (step: { day: string; account: string; charged: number }) => void
}

export interface NightResult {
  /** False when somebody else holds the lease: nothing was done. */
  ran: boolean
  charged: number
  /** Account-nights that were finished. */
  nights: number
}

/**
 * Charges every missed night of every account up to now, in order. Killed anywhere, the next run goes on; two runs
 * at once charge nothing twice.
 */
export async function chargeMissedNights(world: World, options: NightRun): Promise<NightResult> {
  const { store, clock } = world
  const result: NightResult = { ran: false, charged: 0, nights: 0 }
  if (!(await keepLease(world, options.holder))) return result
  result.ran = true
  try {
    while (!options.signal?.aborted) {
      const today = billingDayOf(clock.now())
      const missed = await store.read(missedNights, { today, limit: PAGE })
      if (missed.length === 0) break
      await chargeAll(world, missed, options, result)
    }
  } finally {
    await store.write(releaseJob, { name: JOB, holder: options.holder })
  }
  return result
}

function keepLease({ store, clock }: World, holder: string): Promise<boolean> {
  const at = clock.now()
  return store.write(claimJob, { name: JOB, holder, at, until: at + LEASE_MS })
}

async function chargeAll(
  world: World,
  missed: readonly { account: string; day: string }[],
  options: NightRun,
  result: NightResult,
): Promise<void> {
  const waiting = [...missed]
  let renewed = world.clock.now()
  const work = async () => {
    for (let next = waiting.shift(); next && !options.signal?.aborted; next = waiting.shift()) {
      for (let done = false; !done && !options.signal?.aborted;) {
        const at = world.clock.now()
        if (at - renewed > LEASE_MS / 3) {
          renewed = at
          await keepLease(world, options.holder)
        }
        const step = await world.store.write(chargeNight, { ...next, at, limit: options.batch ?? BATCH })
        done = step.done
        result.charged += step.charged
        options.onStep?.({ ...next, charged: step.charged })
      }
      result.nights += 1
    }
  }
  await Promise.all(Array.from({ length: options.parallel ?? 1 }, work))
}

/** Charges missed nights now, and each night at 00:00 UTC+3, until it is stopped. */
export function nightShift(world: World, options: Omit<NightRun, 'signal' | 'onStep'>): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { clock, log } = world
  const shift = async () => {
    while (!stopping.signal.aborted) {
      const day = billingDayOf(clock.now())
      let next = midnightOf(dayAfter(day))
      try {
        const { ran, charged, nights } = await chargeMissedNights(world, { ...options, signal: stopping.signal })
        if (!ran) next = clock.now() + RETRY_MS
        else if (nights > 0) log.info({ day, charged, nights }, 'the night is charged')
      } catch (error) {
        log.error({ err: error }, 'the night was not charged, it is tried again')
        next = clock.now() + RETRY_MS
      }
      await clock.sleepUntil(next, stopping.signal)
    }
  }
  const ended = shift()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
