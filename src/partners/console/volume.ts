import { all, one, sql, type Step } from '../../store/port/operation.ts'

/** Messages of a day in one direction; `day` counts days since 1970 (UTC). */
export interface Volume {
  day: number
  direction: string
  messages: number
}

/** Messages of an account's living instances since `from`, by day and direction. */
export function* messageVolume(input: { account: string; from: number }): Step<Volume[]> {
  return yield* all<Volume>(sql`
    select j.at / 86400000 as day, j.direction, count(*) as messages
    from instance i join journal j on j.instance = i.id and j.at >= ${input.from}
    where i.account = ${input.account} and i.deleted_at is null
    group by j.at / 86400000, j.direction`)
}

/** Messages recorded so far for an account's living instances: another number whenever one comes. */
export function* recordedSoFar({ account }: { account: string }): Step<number> {
  const row = yield* one<{ recorded: number }>(sql`
    select cast(coalesce(sum(c.value), 0) as bigint) as recorded
    from instance i join counter c on c.instance = i.id and c.name = 'journal'
    where i.account = ${account} and i.deleted_at is null`)
  return row?.recorded ?? 0
}
