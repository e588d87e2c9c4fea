import { run, sql, type Step } from '../../store/port/operation.ts'

/** Lets paused queues send again (a restore pauses every one): that of `instance`, or all. How many were paused. */
export function* resumeQueues({ instance }: { instance?: number }): Step<number> {
  if (instance === undefined) return yield* run(sql`update outgoing_pace set paused = 0 where paused = 1`)
  return yield* run(sql`update outgoing_pace set paused = 0 where paused = 1 and instance = ${instance}`)
}
