import { all, run, sql, type Step } from '../store/port/operation.ts'

/**
 * What somebody wants of an instance's session. Any node writes the wish and nudges `lease/<id>`; the node that holds
 * the session, or any node when nobody does, carries it out and deletes the row.
 *
 * link: show a QR · code: ask a phone code for the number in `detail` · reboot: close and resume · reopen: the same
 * without a change of state · logout: unlink the device · remove: unlink, erase, let go (the instance is deleted)
 */
export type CommandKind = 'link' | 'code' | 'reboot' | 'reopen' | 'logout' | 'remove'

export interface Command {
  instance: number
  kind: CommandKind
  detail: string
  at: number
}

/** Writes a wish; a newer one of the same kind replaces the older. */
export function* command({ instance, kind, detail, at }: Command): Step<void> {
  yield* run(sql`
    insert into instance_command (instance, kind, detail, at) values (${instance}, ${kind}, ${detail}, ${at})
    on conflict (instance, kind) do update set detail = excluded.detail, at = excluded.at`)
}

/** The wishes of an instance, oldest first. */
export function* commandsOf(input: { instance: number }): Step<Command[]> {
  return yield* all<Command>(sql`select * from instance_command where instance = ${input.instance} order by at, kind`)
}

/** Instances with wishes older than `before`: their nudge was lost, or their holder died. */
export function* waitingCommands(input: { before: number; limit: number }): Step<number[]> {
  const rows = yield* all<{ instance: number }>(sql`
    select instance, min(at) as oldest from instance_command where at <= ${input.before}
    group by instance order by oldest limit ${input.limit}`)
  return rows.map((row) => row.instance)
}

/** Deletes a wish unless a newer one of its kind has taken its place. */
export function* commandDone({ instance, kind, at }: Omit<Command, 'detail'>): Step<void> {
  yield* run(sql`delete from instance_command where instance = ${instance} and kind = ${kind} and at <= ${at}`)
}
