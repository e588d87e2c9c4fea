import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Keyring } from '../../base/sealing.ts'
import type { Bus } from '../../bus/port.ts'
import type { Policy } from '../../contract/ports.ts'
import { dispatcher, type DispatcherOptions, type Job } from '../../delivery/dispatcher.ts'
import type { Outbound } from '../../delivery/outbound.ts'
import { addMail, sealLetter } from '../../mail/outbox.ts'
import type { Store } from '../../store/port/store.ts'
import { consoleLink, letter } from '../people/letters.ts'
import { boundEndpoints, endpointSeal } from '../../delivery/endpoints/endpoint.ts'
import {
  dueEndpoints,
  endpointHead,
  markTold,
  settleEndpoint,
  untoldEndpoints,
  type EndpointHead,
} from '../../delivery/endpoints/queue.ts'
import { routeEvents } from './routing.ts'

export interface EventsWorld {
  store: Store
  bus: Bus
  clock: Clock
  log: Log
  keyring: Keyring
  policy: Pick<Policy, 'addresses' | 'mail'>
  outbound: Outbound
  options?: Pick<DispatcherOptions, 'retryMs' | 'answerMs' | 'sweepMs'> & {
    /** Failures that last this long are told to the other endpoints. */
    tellAfterMs?: number
    /** Failures that last this long disable an endpoint. */
    disableAfterMs?: number
  }
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const SWEEP_MS = 5000
const BATCH = 500
const ENDPOINTS = 1000

/**
 * Tells partners what happened: routes the outbox to their endpoints, and posts what waits there and at the endpoints of
 * instances.
 */
export function partnerEvents(world: EventsWorld): { stop(): Promise<void> } {
  const { store, clock, log, bus, outbound, options = {} } = world
  const { tellAfterMs = 10 * MINUTE, disableAfterMs = 3 * DAY, sweepMs = SWEEP_MS } = options
  const heads = new WeakMap<Job, EndpointHead>()
  const jobOf = (head: EndpointHead | undefined): Job | undefined => {
    if (!head) return undefined
    const job = toJob(head, world)
    heads.set(job, head)
    return job
  }
  const posting = dispatcher({
    ...options,
    outbound,
    clock,
    log,
    source: {
      due: (at, after) => store.read(dueEndpoints, { at, after, limit: ENDPOINTS }),
      head: async (key, at) => jobOf(await store.read(endpointHead, { endpoint: key, at })),
      async settle(endpoint, job, result) {
        const seq = heads.get(job)?.seq ?? 0
        const bounds = { tellAfterMs, disableAfterMs, now: clock.now() }
        return jobOf(await store.write(settleEndpoint, { endpoint, seq, ...result, ...bounds }))
      },
    },
  })
  const stopping = new AbortController()
  const router = { pause: new AbortController(), nudged: false }
  const off = bus.on('event', '*', () => {
    router.nudged = true
    router.pause.abort()
  })
  const wake = (key: string) => posting.wake(key)
  const routing = route(world, { router, sweepMs, stopping: stopping.signal, wake })
  const unbind = wakeBound(world, wake)
  return {
    async stop() {
      off()
      unbind()
      stopping.abort()
      await routing
      await posting.stop()
    },
  }
}

/** Wakes the endpoints of an instance when it has a notification; the sweep finds what this misses. */
function wakeBound({ store, bus, log }: EventsWorld, wake: (endpoint: string) => void): () => void {
  const bound = new Map<number, string[]>()
  const learn = async (instance: number | null) => {
    const found = await store.read(boundEndpoints, { instance })
    if (instance !== null) bound.delete(instance)
    for (const { id, instance: key } of found) bound.set(key, [...(bound.get(key) ?? []), id])
  }
  const wakeAll = (key: string) => bound.get(Number(key))?.forEach(wake)
  const relearn = (key: string | null) =>
    void learn(key === null ? null : Number(key)).then(
      () => key !== null && wakeAll(key),
      (error: unknown) => log.warn({ err: error }, 'endpoints of instances were not read'),
    )
  const stops = [bus.on('notification', '*', wakeAll), bus.on('settings', '*', relearn)]
  relearn(null)
  return () => stops.forEach((stop) => stop())
}

function toJob({ endpoint, event_id, body, attempts, next_at }: EndpointHead, { keyring, clock }: EventsWorld): Job {
  const open = (sealed: Uint8Array) => keyring.open(sealed, endpointSeal(endpoint.id)).toString()
  const both = endpoint.former_sealed !== null && (endpoint.former_until ?? 0) > clock.now()
  return {
    eventId: event_id,
    url: endpoint.url,
    body,
    authorization: '',
    secret: open(endpoint.secret_sealed),
    ...(both && endpoint.former_sealed ? { formerSecret: open(endpoint.former_sealed) } : {}),
    account: endpoint.account,
    attempts,
    dueAt: next_at,
  }
}

async function route(
  world: EventsWorld,
  how: {
    router: { pause: AbortController; nudged: boolean }
    sweepMs: number
    stopping: AbortSignal
    wake(endpoint: string): void
  },
): Promise<void> {
  const { store, clock, log } = world
  const { router, sweepMs, stopping, wake } = how
  while (!stopping.aborted) {
    router.nudged = false
    try {
      const { routed, endpoints } = await store.write(routeEvents, { limit: BATCH, at: clock.now() })
      for (const endpoint of endpoints) wake(endpoint)
      if (routed === BATCH) continue
      await tellOwners(world)
    } catch (error) {
      log.warn({ err: error }, 'events of partners were not routed')
    }
    if (router.nudged) continue
    router.pause = new AbortController()
    await clock.sleepUntil(clock.now() + sweepMs, AbortSignal.any([stopping, router.pause.signal]))
  }
}

/** Writes to owners whose endpoint was disabled; without mail the console alone tells it. */
async function tellOwners(world: EventsWorld): Promise<void> {
  const { store, keyring, clock, policy, bus } = world
  if (!policy.mail) return
  for (const { id, name, email, locale } of await store.read(untoldEndpoints, undefined)) {
    const text = letter('endpointDisabled', { email, locale }, { what: name, link: consoleLink(world, 'webhooks') })
    await store.write(addMail, sealLetter(keyring, text, clock.now()))
    await store.write(markTold, { id })
    bus.nudge('mail', 'all')
  }
}
