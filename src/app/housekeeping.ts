import type { Clock } from '../base/clock.ts'
import { firstIdAt, mintId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { purgeHolds } from '../billing/quotas/spend.ts'
import type { Bus } from '../bus/port.ts'
import type { Config } from '../config/config.ts'
import { pruneDeliveries } from '../delivery/attempts.ts'
import { erasableInstances } from '../instances/erase.ts'
import { purgeInbox } from '../instances/inbox.ts'
import { purgeLinkPages } from '../instances/link-page.ts'
import type { DiskMedia } from '../media/disk.ts'
import { pruneCalls } from '../messaging/journals/calls.ts'
import { agedJournals, pruneJournal } from '../messaging/journals/prune.ts'
import { expireNotifications } from '../messaging/notifications/queue.ts'
import { expireOutgoing } from '../messaging/outgoing/expire.ts'
import { purgeSendKeys } from '../messaging/outgoing/once.ts'
import { purgeGuards } from '../partners/people/guard.ts'
import { purgeSessions } from '../partners/people/session.ts'
import { purgeTickets } from '../partners/people/ticket.ts'
import { deleteLiving } from '../partners/close-account.ts'
import { expireEvents, purgeEvents } from '../delivery/endpoints/queue.ts'
import { purgeReplies } from '../partners/rows.ts'
import { readRetention } from '../partners/upkeep/retention.ts'
import type { MaintainedStore } from '../store/port/store.ts'
import { eraseInstance } from './erase-instance.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** How long a call that is repeated with the same Idempotency-Key is answered as before. */
const REPLIES_KEPT = 24 * HOUR
/** Recorded inbox rows stay this long, for stanzas that the network delivers again. */
const INBOX_KEPT = HOUR
/** A link page that has run out says so for a day; after that it is unknown. */
const LINK_PAGES_KEPT = 24 * HOUR
/** Sessions and one-time links of people that are over. */
const ACCESS_KEPT = 30 * 24 * HOUR
/** Rows of one transaction: a long one would hold up every writer. */
const CHUNK = 100

export interface HousekeepingWorld {
  store: MaintainedStore
  media: DiskMedia
  bus: Bus
  clock: Clock
  log: Log
  /** As configured; what an operator has set counts instead. */
  retention: Config['retention']
}

/** How long things are kept now. */
async function retentionNow({ store, retention }: HousekeepingWorld): Promise<Config['retention']> {
  const { journalDays, deliveryDays, eraseDays } = await store.read(readRetention, undefined)
  return {
    ...retention,
    ...(journalDays === undefined ? {} : { journalMs: journalDays * DAY }),
    ...(deliveryDays === undefined ? {} : { deliveryMs: deliveryDays * DAY }),
    ...(eraseDays === undefined ? {} : { eraseMs: eraseDays * DAY }),
  }
}

/** Lets rows and files go when their time is over: every minute what clients can see, every hour the rest. */
export function keepHouse(world: HousekeepingWorld): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const kept = Promise.all([
    every(MINUTE, () => expire(world, stopping.signal), world, stopping.signal),
    every(HOUR, () => clear(world, stopping.signal), world, stopping.signal),
  ])
  return {
    async stop() {
      stopping.abort()
      await kept
    },
  }
}

async function every(ms: number, work: () => Promise<void>, { clock, log }: HousekeepingWorld, stopping: AbortSignal) {
  while (!stopping.aborted) {
    try {
      await work()
    } catch (error) {
      log.error({ err: error }, 'housekeeping failed, it is tried again')
    }
    await clock.sleepUntil(clock.now() + ms, stopping)
  }
}

async function expire({ store, bus, clock }: HousekeepingWorld, stopping: AbortSignal): Promise<void> {
  await untilNone(stopping, async () => {
    const at = clock.now()
    const eventIds = Array.from({ length: CHUNK }, () => mintId(at))
    const { dropped, told } = await store.write(expireOutgoing, { at, eventIds })
    for (const instance of told) bus.nudge('notification', instance)
    return dropped
  })
  await untilNone(stopping, () => store.write(expireNotifications, { at: clock.now(), limit: CHUNK }))
  await untilNone(stopping, () => store.write(expireEvents, { at: clock.now(), limit: CHUNK }))
}

async function clear(configured: HousekeepingWorld, stopping: AbortSignal): Promise<void> {
  const world = { ...configured, retention: await retentionNow(configured) }
  const { store, media, clock, retention } = world
  const now = clock.now()
  await store.maintain(now)
  const before = (ms: number) => ({ before: now - ms, limit: CHUNK })
  await untilNone(stopping, () => store.write(purgeInbox, before(INBOX_KEPT)))
  await untilNone(stopping, () => store.write(purgeReplies, before(REPLIES_KEPT)))
  await untilNone(stopping, () => store.write(purgeSendKeys, before(REPLIES_KEPT)))
  await untilNone(stopping, () => store.write(purgeHolds, before(HOUR)))
  const logged = before(retention.deliveryMs)
  await untilNone(stopping, () => store.write(pruneDeliveries, { ...logged, firstId: firstIdAt(logged.before) }))
  await untilNone(stopping, () => store.write(purgeLinkPages, before(LINK_PAGES_KEPT)))
  await pruneJournals(world, stopping)
  await untilNone(stopping, () => store.write(pruneCalls, before(retention.journalMs)))
  await untilNone(stopping, () => store.write(purgeEvents, before(retention.deliveryMs)))
  for (const purge of [purgeSessions, purgeTickets, purgeGuards])
    await untilNone(stopping, () => store.write(purge, before(ACCESS_KEPT)))
  await untilNone(stopping, () => deleteLiving(world, { actor: 'system' }))
  await erase(world, stopping)
  await media.collect(now)
}

/** Journals past their retention, an instance after another: each is found by its own key, so that none needs an index by age. */
async function pruneJournals({ store, clock, retention }: HousekeepingWorld, stopping: AbortSignal): Promise<void> {
  const before = clock.now() - retention.journalMs
  for (let after = 0; !stopping.aborted;) {
    const aged = await store.read(agedJournals, { before, after, limit: CHUNK })
    for (const instance of aged)
      await untilNone(stopping, () => store.write(pruneJournal, { instance, before, limit: CHUNK }))
    if (aged.length < CHUNK) return
    after = aged.at(-1) ?? 0
  }
}

/** Messages and files of instances that were deleted long enough ago; their keys went with the deletion. */
async function erase({ store, media, clock, retention }: HousekeepingWorld, stopping: AbortSignal): Promise<void> {
  const before = clock.now() - retention.eraseMs
  await untilNone(stopping, async () => {
    const instances = await store.read(erasableInstances, { before, limit: CHUNK })
    for (const instance of instances) if (!(await eraseInstance({ store, media, clock }, instance, stopping))) return 0
    return instances.length
  })
}

async function untilNone(stopping: AbortSignal, chunk: () => Promise<number>): Promise<void> {
  while (!stopping.aborted && (await chunk()) > 0);
}
