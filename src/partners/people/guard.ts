import { failure, Failure } from '../../base/errors.ts'
import { one, run, sql, type Step } from '../../store/port/operation.ts'

/** Failed attempts after which a name or an address waits; the pause of a name protects one person's password. */
const ATTEMPTS = { person: 5, client: 30 } as const
const PAUSE_MS = 15 * 60 * 1000

export type Guarded = keyof typeof ATTEMPTS

export const signInPaused = failure({
  code: 'signInPaused',
  status: 429,
  form: 'problem',
  sentence: 'Too many failed attempts. Try again in a quarter of an hour, or reset the password.',
})

/** What is guarded: an address of a person, or where a request came from. */
export interface GuardKey {
  kind: Guarded
  name: string
}

/** Throws `signInPaused` while one of the keys waits. */
export function* checkGuard(input: { keys: readonly GuardKey[]; at: number }): Step<void> {
  for (const { kind, name } of input.keys) {
    const row = yield* one<{ failures: number; until: number }>(sql`
      select failures, until from sign_in_guard where key = ${`${kind} ${name}`}`)
    if (row && row.failures >= ATTEMPTS[kind] && row.until > input.at) throw new Failure(signInPaused)
  }
}

/** Counts a failed attempt; a quarter of an hour without one forgets them. */
export function* countFailure(input: { keys: readonly GuardKey[]; at: number }): Step<void> {
  for (const { kind, name } of input.keys)
    yield* run(sql`
      insert into sign_in_guard (key, failures, until) values (${`${kind} ${name}`}, 1, ${input.at + PAUSE_MS})
      on conflict (key) do update set
        failures = case when sign_in_guard.until <= ${input.at} then 1 else sign_in_guard.failures + 1 end,
        until = excluded.until`)
}

/** A person got in: their failures are forgotten. */
export function* clearGuard(input: { email: string }): Step<void> {
  yield* run(sql`delete from sign_in_guard where key = ${`person ${input.email}`}`)
}

/** Deletes what is over, at most `limit`; how many. */
export function* purgeGuards(input: { before: number; limit: number }): Step<number> {
  return yield* run(sql`
    delete from sign_in_guard where key in (
      select key from sign_in_guard where until < ${input.before} limit ${input.limit})`)
}
