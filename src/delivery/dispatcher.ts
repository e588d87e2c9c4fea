import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Outbound } from './outbound.ts'
import { signatureHeaders } from './signature.ts'
import { slots, type Slots } from './slots.ts'

/** The head of one receiver's queue, ready to be posted. */
export interface Job {
  /** Stable id of the event, the same on every attempt and replay. */
  eventId: string
  url: string
  /** JSON text. */
  body: string
  /** Value of the Authorization header, "" for none. */
  authorization: string
  /** `whsec_…` of the receiver. */
  secret: string
  /** The one before, while receivers may still check by it: both sign. */
  formerSecret?: string
  /** Whose share of the connections it uses. */
  account: string
  /** Failed attempts so far. */
  attempts: number
  /** Not before this time. */
  dueAt: number
}

export interface PostResult {
  at: number
  tookMs: number
  /** HTTP status; null when there was no answer. */
  status: number | null
  /** "" when delivered. */
  error: string
  delivered: boolean
  /** When a failed attempt is repeated. */
  nextAt: number
}

/** Queues of events, one for each key, in rows that belong to whoever supplies this. */
export interface DeliverySource {
  /** Keys behind `after` ("": from the first) with something due, in an order of their own: a page; none: no more. */
  due(at: number, after: string): Promise<string[]>
  /** The head of a key, due or not; undefined when nothing is to be posted. */
  head(key: string, at: number): Promise<Job | undefined>
  /** Keeps the result of an attempt and answers with what is the head now, in one commit. */
  settle(key: string, job: Job, result: PostResult): Promise<Job | undefined>
}

export interface DispatcherOptions {
  source: DeliverySource
  outbound: Outbound
  clock: Clock
  log: Log
  /** Pauses after the first, second, … failure, the last repeating. Contract: 60 s each. */
  retryMs?: readonly number[]
  /** Longest wait for an answer. Contract: 180 s. */
  answerMs?: number
  /** How often keys are looked for whose nudge was lost. */
  sweepMs?: number
  perAccount?: number
  /** Of one account, to one host: a slow receiver never uses up another tenant's share. */
  perHost?: number
}

/**
 * Posts events in the order of their rows: one in flight for each key, the next only after 200 or expiry.
 * Holding a session is no condition; the head of a key is.
 */
export interface Dispatcher {
  /** Something about a key's queue or settings has changed. */
  wake(key: string): void
  /** Starts nothing more and cuts what waits for an answer: it counts as not tried. */
  stop(): Promise<void>
}

interface Lane {
  pause: AbortController
  nudged: boolean
  /** Where the last attempt failed; a head that goes elsewhere does not wait for its pause. */
  failedUrl: string
}

interface World extends Required<DispatcherOptions> {
  slots: Slots
  stopping: AbortSignal
}

export function dispatcher(options: DispatcherOptions): Dispatcher {
  const stopping = new AbortController()
  const { perAccount = 200, perHost = 50 } = options
  const world: World = {
    retryMs: [60_000],
    answerMs: 180_000,
    sweepMs: 5000,
    ...options,
    perAccount,
    perHost,
    slots: slots((name) => (name.startsWith('account ') ? perAccount : perHost)),
    stopping: stopping.signal,
  }
  const lanes = new Map<string, Lane>()
  const running = new Set<Promise<unknown>>()

  const start = (key: string) => {
    const lane: Lane = { pause: new AbortController(), nudged: false, failedUrl: '' }
    lanes.set(key, lane)
    const done = follow(key, lane).finally(() => running.delete(done))
    running.add(done)
  }
  const follow = async (key: string, lane: Lane): Promise<void> => {
    try {
      await drain(key, lane, world)
    } catch (error) {
      world.log.warn({ err: error, key }, 'delivery paused')
    }
    lanes.delete(key)
    // a nudge between the last look and here
    if (lane.nudged && !stopping.signal.aborted) start(key)
  }
  const wake = (key: string) => {
    if (stopping.signal.aborted) return
    const lane = lanes.get(key)
    if (!lane) return start(key)
    lane.nudged = true
    lane.pause.abort()
  }
  const sweeping = sweep(world, (key) => (lanes.has(key) ? undefined : wake(key)))
  return {
    wake,
    async stop() {
      stopping.abort()
      for (const lane of lanes.values()) lane.pause.abort()
      await Promise.all([sweeping, ...running])
    },
  }
}

async function sweep(world: World, wake: (key: string) => void): Promise<void> {
  while (!world.stopping.aborted) {
    try {
      // every page of one look: those of the first must not hide the others for ever
      let keys = await world.source.due(world.clock.now(), '')
      while (keys.length > 0 && !world.stopping.aborted) {
        for (const key of keys) wake(key)
        await nextTurn()
        keys = await world.source.due(world.clock.now(), keys.at(-1) ?? '')
      }
    } catch (error) {
      world.log.warn({ err: error }, 'due deliveries not read')
    }
    await world.clock.sleepUntil(world.clock.now() + world.sweepMs, world.stopping)
  }
}

/** Delivers a key's queue until it is empty. */
async function drain(key: string, lane: Lane, world: World): Promise<void> {
  lane.nudged = false
  let job = await world.source.head(key, world.clock.now())
  while (job && !world.stopping.aborted) {
    const elsewhere = lane.failedUrl !== '' && lane.failedUrl !== job.url
    if (job.dueAt > world.clock.now() && !elsewhere) {
      if (!lane.nudged) {
        lane.pause = new AbortController()
        await world.clock.sleepUntil(job.dueAt, lane.pause.signal)
      }
      lane.nudged = false
      job = await world.source.head(key, world.clock.now())
      continue
    }
    const result = await attempt(job, world)
    if (!result) return
    lane.failedUrl = result.delivered ? '' : job.url
    job = await world.source.settle(key, job, result)
  }
}

/** One attempt; undefined when the dispatcher stops meanwhile. */
async function attempt(job: Job, world: World): Promise<PostResult | undefined> {
  const release = await world.slots.take([`account ${job.account}`, `host ${job.account} ${hostOf(job.url)}`])
  const at = world.clock.now()
  const started = performance.now()
  const took = () => Math.round(performance.now() - started)
  const pause = world.retryMs[Math.min(job.attempts, world.retryMs.length - 1)] ?? 60_000
  try {
    if (world.stopping.aborted) return undefined
    const { status } = await world.outbound.post(job.url, job.body, {
      headers: {
        ...(job.authorization === '' ? {} : { authorization: job.authorization }),
        ...signatureHeaders([job.secret, ...(job.formerSecret ? [job.formerSecret] : [])], job.eventId, at, job.body),
      },
      deadlineMs: world.answerMs,
      signal: world.stopping,
    })
    const delivered = status === 200
    const error = delivered ? '' : `status ${status}`
    return { at, tookMs: took(), status, error, delivered, nextAt: world.clock.now() + pause }
  } catch (error) {
    if (world.stopping.aborted) return undefined
    const nextAt = world.clock.now() + pause
    return { at, tookMs: took(), status: null, error: reasonOf(error), delivered: false, nextAt }
  } finally {
    release()
  }
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : '')

/** A short text for the log: our own refusals and the runtime's codes, nothing of the request. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  if (error.name === 'OutboundRefused') return `refused: ${error.message}`
  if (error.name === 'TimeoutError') return 'no answer in time'
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : error.name
}
