import type { Ports } from '../contract/ports.ts'
import { clearAlarms, hasAlarm, raiseAlarm } from '../instances/alarms.ts'

/** Keeps alarms as rows, so that every node's and every command sees them. */
export interface AlarmBook {
  raise(kind: string, fields: Record<string, unknown>): void
  /** The session of an instance is open: what was wrong with it is over. */
  opened(instance: number): void
  /** Resolves when everything is written. */
  stop(): Promise<void>
}

const MOST_TEXT = 300

export function alarmBook({ store, clock, log }: Pick<Ports, 'store' | 'clock' | 'log'>): AlarmBook {
  const writing = new Set<Promise<void>>()
  const note = (work: Promise<void>) => {
    const done: Promise<void> = work
      .catch((error: unknown) => log.warn({ err: error }, 'an alarm could not be written'))
      .finally(() => writing.delete(done))
    writing.add(done)
  }
  return {
    raise(kind, { instance, reason, text, held }) {
      const words = [reason, text, held].filter((word) => word !== undefined && word !== '')
      const detail = words.map(String).join(': ').slice(0, MOST_TEXT)
      const about = typeof instance === 'number' ? instance : 0
      note(store.write(raiseAlarm, { instance: about, kind, detail, at: clock.now() }))
    },
    opened(instance) {
      note(
        store.read(hasAlarm, { instance }).then(async (raised) => {
          if (raised) await store.write(clearAlarms, { instance })
        }),
      )
    },
    async stop() {
      await Promise.all(writing)
    },
  }
}
