import { Failure, failure } from '../../base/errors.ts'
import { run, sql, type Fragment, type Step } from '../../store/port/operation.ts'

/**
 * Where a row of `outgoing` stands. Rows leave lane by lane, inside a lane by `turn`. In the first two lanes the turn
 * is the sequence, so that what was accepted first leaves first; behind them stand rows that wait for a time, and
 * their turn is that time, and rows that the network holds back (`holding.ts`). A row that may go moves to its place in
 * its own lane (`letGo`).
 */
export const LANE = { high: 0, normal: 1, later: 2, held: 3 } as const

export type Priority = 'high' | 'normal'

/** When a message leaves, and ahead of whom. */
export interface Timing {
  priority: Priority
  /** Not before this time; null: in its turn. */
  dueAt: number | null
}

export const IN_TURN: Timing = { priority: 'normal', dueAt: null }

/** How far ahead a message may be accepted: its file, its journal entry and what is told of it are kept for longer. */
export const FURTHEST_MS = 7 * 24 * 60 * 60 * 1000

export const sendTimeRefused = failure({
  code: 'sendTimeRefused',
  status: 400,
  form: 'problem',
  sentence: 'The time of Send-At must lie ahead, by seven days at most',
})

/** Throws unless the time lies ahead, and not too far. */
export function checkTiming({ dueAt }: Timing, at: number): void {
  if (dueAt !== null && (dueAt <= at || dueAt > at + FURTHEST_MS)) throw new Failure(sendTimeRefused)
}

/** The priority of a row, in words. */
export const priorityOf = (row: { priority: number }): Priority => (row.priority === LANE.high ? 'high' : 'normal')

/** Rows that may go, beside those whose time has come. */
export interface Stir {
  /** All that are held. */
  held: boolean
  /** Those that are held for this peer. */
  peer: string | null
}

/** Moves rows of an instance that may go to their place in their own lanes. */
export function* letGo({ instance, at, held, peer }: Stir & { instance: number; at: number }): Step<void> {
  const go = (which: Fragment) =>
    run(sql`update outgoing set lane = priority, turn = seq where instance = ${instance} and ${which}`)
  yield* go(sql`lane = ${LANE.later} and turn <= ${at}`)
  if (held) yield* go(sql`lane = ${LANE.held}`)
  else if (peer !== null)
    yield* go(sql`lane = ${LANE.held} and peer in (select id from peer where id = ${peer} or merged_into = ${peer})`)
}

/** Gives a message that has not been handed over another priority; false when there is none. */
export function* prioritize(input: { instance: number; idMessage: string; priority: Priority }): Step<boolean> {
  const lane = LANE[input.priority]
  const changed = yield* run(sql`update outgoing set priority = ${lane},
    lane = case when lane in (${LANE.high}, ${LANE.normal}) then ${lane} else lane end
    where instance = ${input.instance} and id_message = ${input.idMessage} and state = 'accepted'`)
  return changed > 0
}
