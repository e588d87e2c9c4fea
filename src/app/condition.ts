import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import { readAlarms, type AlarmRow } from '../instances/alarms.ts'
import { countParked } from '../messaging/outgoing/resume.ts'
import { lookEmbedded, lookPostgres, type Look } from '../store/look.ts'
import { one, sql, type Step } from '../store/port/operation.ts'

/** What in an installation waits for its operator. */
export interface Condition {
  alarms: AlarmRow[]
  /** Queues that a restore has paused. */
  paused: number
  parked: number
  /** Sessions from a backup that have not been opened since. */
  stale: number
}

/** An alarm that lasts is raised again within the hour. */
const LASTING = 24 * 3600 * 1000
const MOST_ALARMS = 100

function* readCondition({ at }: { at: number }): Step<Condition> {
  const alarms = yield* readAlarms({ limit: MOST_ALARMS })
  const counts = yield* one<{ paused: number; stale: number }>(sql`select
    (select count(*) from outgoing_pace where paused in (1, 3)) as paused,
    (select count(*) from session_creds where stale = 1) as stale`)
  return {
    alarms: alarms.filter((alarm) => alarm.last_at > at - LASTING),
    parked: yield* countParked({ at }),
    paused: counts?.paused ?? 0,
    stale: counts?.stale ?? 0,
  }
}

/** Reads the configured database as it is, beside a running gateway or without one; makes and migrates nothing. */
export async function readInstallation({ store }: Pick<Config, 'store'>, at: number): Promise<Look<Condition>> {
  if (store.kind === 'embedded') return lookEmbedded(dirname(store.file), readCondition, { at })
  return await lookPostgres(store.url, readCondition, { at })
}
