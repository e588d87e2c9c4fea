import { all, one, run, sql, type Step } from '../store/port/operation.ts'

/** What an operator has to know, while it lasts: one row for each instance and kind; instance 0 is the whole node. */
export interface AlarmRow {
  instance: number
  kind: string
  /** The network's or the supervisor's words; no secret. */
  detail: string
  first_at: number
  last_at: number
  times: number
}

export interface Raised {
  instance: number
  kind: string
  detail: string
  at: number
}

/** Raises an alarm, or counts that it came again. */
export function* raiseAlarm({ instance, kind, detail, at }: Raised): Step<void> {
  yield* run(sql`
    insert into alarm (instance, kind, detail, first_at, last_at, times)
    values (${instance}, ${kind}, ${detail}, ${at}, ${at}, 1)
    on conflict (instance, kind) do update set detail = excluded.detail, last_at = excluded.last_at,
      times = alarm.times + 1`)
}

/** Whether an instance has an alarm. */
export function* hasAlarm(input: { instance: number }): Step<boolean> {
  return (yield* one(sql`select 1 as yes from alarm where instance = ${input.instance} limit 1`)) !== undefined
}

/** The instance is well again, or the operator has seen the node's alarm. */
export function* clearAlarms(input: { instance: number }): Step<void> {
  yield* run(sql`delete from alarm where instance = ${input.instance}`)
}

/** Alarms that last, newest first. */
export function* readAlarms(input: { limit: number }): Step<AlarmRow[]> {
  return yield* all<AlarmRow>(sql`select * from alarm order by last_at desc, instance limit ${input.limit}`)
}
