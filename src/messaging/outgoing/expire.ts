import { instanceById } from '../../instances/instance.ts'
import { all, one, run, sql, type Step } from '../../store/port/operation.ts'
import type { JournalRow } from '../journals/journal-row.ts'
import { moveStatus } from './status.ts'
import type { OutgoingRow } from './take.ts'

/** What the status of an expired message says. */
export const EXPIRED = 'expired: not sent within 24 hours'

/**
 * Drops entries older than 24 hours, one for each event id given: waiting ones become `failed` and are told so;
 * handed ones without the network's word and parked ones, told before, just go. Answers with the instances told.
 */
export function* expireOutgoing(input: { at: number; eventIds: string[] }): Step<{ dropped: number; told: number[] }> {
  const rows = yield* all<OutgoingRow>(sql`select * from outgoing where expires_at <= ${input.at}
    and state in ('accepted', 'handed', 'parked') order by state, expires_at limit ${input.eventIds.length}`)
  const told = new Set<number>()
  for (const [index, row] of rows.entries()) {
    yield* run(sql`delete from outgoing where instance = ${row.instance} and seq = ${row.seq}`)
    if (row.state !== 'accepted') continue
    const instance = yield* instanceById(row.instance)
    const entry = yield* one<JournalRow>(sql`select * from journal where instance = ${row.instance}
      and at = ${row.accepted_at} and seq = ${row.seq}`)
    if (!instance || instance.deleted_at !== null || !entry) continue
    const move = { status: 'failed', description: EXPIRED, eventId: input.eventIds[index] ?? '', at: input.at } as const
    if (yield* moveStatus(instance, entry, move)) told.add(row.instance)
  }
  return { dropped: rows.length, told: [...told] }
}
