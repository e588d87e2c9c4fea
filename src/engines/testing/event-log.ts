import type { EngineEvent, EngineHost } from '../port.ts'

export type EventOf<K extends EngineEvent['on']> = Extract<EngineEvent, { on: K }>

/** Everything an engine host said, with a way to wait for what it will say. */
export interface EventLog {
  readonly all: EngineEvent[]
  /** Events of a kind so far. */
  of<K extends EngineEvent['on']>(kind: K, instance?: number): EventOf<K>[]
  /** The first event of a kind that matches, past or future. Rejects after `timeoutMs` with what was seen. */
  until<K extends EngineEvent['on']>(
    kind: K,
    match?: (event: EventOf<K>) => boolean,
    timeoutMs?: number,
  ): Promise<EventOf<K>>
  /** Forgets what was said so far. */
  clear(): void
}

const PATIENCE_MS = 30_000

/** Hears a stream of events: a host's own, or the ones of a client over it. */
export function eventLog(subscribe: (listener: (event: EngineEvent) => void) => unknown): EventLog {
  const all: EngineEvent[] = []
  const waiting = new Set<(event: EngineEvent) => void>()
  subscribe((event) => {
    all.push(event)
    for (const hear of waiting) hear(event)
  })
  return {
    all,
    clear: () => void all.splice(0),
    of: <K extends EngineEvent['on']>(kind: K, instance?: number) =>
      all.filter(
        (event): event is EventOf<K> =>
          event.on === kind && (instance === undefined || !('instance' in event) || event.instance === instance),
      ),
    until<K extends EngineEvent['on']>(
      kind: K,
      match: (event: EventOf<K>) => boolean = () => true,
      timeoutMs = PATIENCE_MS,
    ) {
      const fits = (event: EngineEvent): event is EventOf<K> => event.on === kind && match(event as EventOf<K>)
      return new Promise<EventOf<K>>((resolve, reject) => {
        const past = all.find(fits)
        if (past) return resolve(past)
        const timer = setTimeout(() => {
          waiting.delete(hear)
          const seen = all.map((event) => ('reason' in event ? `${event.on}:${event.reason}` : event.on)).join(' ')
          reject(new Error(`no ${kind} in ${timeoutMs} ms; seen: ${seen}`))
        }, timeoutMs)
        const hear = (event: EngineEvent) => {
          if (!fits(event)) return
          clearTimeout(timer)
          waiting.delete(hear)
          resolve(event)
        }
        waiting.add(hear)
        return undefined
      })
    },
  }
}

/** Hears a host directly. */
export function hear(host: EngineHost): EventLog {
  return eventLog((listener) => host.listen(listener))
}
