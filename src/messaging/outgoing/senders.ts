import { mintId } from '../../base/ids.ts'
import type { EngineEvent } from '../../engines/port.ts'
import { recordEvidence, type Evidence } from './evidence.ts'
import { failureOf } from './problem.ts'
import type { SendersWorld } from './row-draft.ts'
import { startSender, type Sender } from './sender.ts'
import type { SendingWorld } from './world.ts'

/** The network's word waits this long for a store that is busy, then is asked for again. */
const RETRY_MS = 500
/** Stopping waits this long for builds and sends under way; past it they are left to the rows, which are intact. */
const STOP_MS = 15_000
/** Evidence recorded in one commit at most. */
const BATCH = 64

/** The senders of every session this process holds, and the record of what the network says of their messages. */
export interface Senders {
  /** A session has opened: its queue moves. */
  onOpened(instance: number): void
  /** It has closed or moved away: nothing more is started. */
  onClosed(instance: number): void
  /** Every queue may have moved in a way that no nudge told. */
  wakeAll(): void
  /** Takes `ack`, `receipt` and `capped` events, ignores every other. */
  handle(event: EngineEvent): void
  /** Resolves when sends under way are settled and what the network said is recorded. */
  stop(): Promise<void>
}

export function senders(outside: SendingWorld): Senders {
  const world: SendersWorld = { ...outside, underway: new Map() }
  const running = new Map<number, Sender>()
  const said = new Map<number, Evidence[]>()
  const recording = new Map<number, Promise<unknown>>()
  const ending = new Set<Promise<void>>()
  const stopping = new AbortController()
  const wake = (key: string) => running.get(Number(key))?.wake()
  const listening = [
    world.bus.on('outgoing', '*', wake),
    world.bus.on('state', '*', wake),
    world.bus.on('settings', '*', wake),
  ]

  const end = (instance: number) => {
    const sender = running.get(instance)
    running.delete(instance)
    if (!sender) return
    const ended = sender.stop().finally(() => ending.delete(ended))
    ending.add(ended)
  }
  const record = (instance: number, items: Evidence[]) => {
    const done = recordAll(instance, items, world, stopping.signal).then(() => {
      recording.delete(instance)
      // what came between the last commit and here
      if (items.length > 0 && !stopping.signal.aborted) return record(instance, items)
      return said.delete(instance)
    })
    recording.set(instance, done)
  }
  const keep = (instance: number, evidence: Evidence) => {
    const items = said.get(instance) ?? []
    items.push(evidence)
    said.set(instance, items)
    if (!recording.has(instance)) record(instance, items)
  }
  return {
    onOpened(instance) {
      end(instance)
      running.set(instance, startSender(instance, world))
    },
    onClosed: end,
    wakeAll() {
      for (const sender of running.values()) sender.wake()
    },
    handle(event) {
      const evidence = evidenceOf(event, world.clock.now())
      if (evidence && 'instance' in event) keep(event.instance, evidence)
    },
    async stop() {
      for (const off of listening) off()
      for (const instance of [...running.keys()]) end(instance)
      const longest = world.clock.sleepUntil(world.clock.now() + STOP_MS, stopping.signal)
      await Promise.race([Promise.all(ending), longest])
      stopping.abort()
      await Promise.all(recording.values())
    },
  }
}

/** Records in order; what comes meanwhile joins the next commit. */
async function recordAll(
  instance: number,
  items: Evidence[],
  world: SendingWorld,
  stopping: AbortSignal,
): Promise<void> {
  while (items.length > 0) {
    const batch = items.slice(0, BATCH)
    try {
      const notified = await world.store.write(recordEvidence, { items: batch })
      items.splice(0, batch.length)
      if (notified) world.bus.nudge('notification', instance)
      if (batch.some(({ kind }) => kind === 'cap')) world.bus.nudge('outgoing', instance)
    } catch (error) {
      world.log.warn({ err: error, idInstance: instance }, 'receipts not recorded yet')
      if (stopping.aborted) return
      await world.clock.sleepUntil(world.clock.now() + RETRY_MS, stopping)
    }
  }
}

function evidenceOf(event: EngineEvent, now: number): Evidence | undefined {
  if (event.on === 'ack') {
    const { instance, idMessage, error } = event
    const ack = { instance, idMessage, at: now, eventId: mintId(now), handedEventId: mintId(now) }
    if (error?.code === 'restricted') return { kind: 'ack', ack: { ...ack, held: error.text } }
    return { kind: 'ack', ack: error ? { ...ack, error: failureOf(error) } : ack }
  }
  if (event.on === 'capped') return { kind: 'cap', cap: { instance: event.instance, until: event.until, at: now } }
  if (event.on !== 'receipt') return undefined
  const { instance, by, idMessages, status, at } = event
  return {
    kind: 'receipt',
    receipt: {
      instance,
      by,
      idMessages,
      status,
      at,
      eventIds: idMessages.map(() => mintId(now)),
      freshPeer: mintId(now),
    },
  }
}
