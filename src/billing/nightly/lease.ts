import { run, sql, type Step } from '../../store/port/operation.ts'

/** Takes or prolongs the lease on a job; false while somebody else holds it. It saves work, it guards nothing. */
export function* claimJob(input: { name: string; holder: string; at: number; until: number }): Step<boolean> {
  const { name, holder, at, until } = input
  const claimed = yield* run(sql`
    insert into job_lease (name, holder, until) values (${name}, ${holder}, ${until})
    on conflict (name) do update set holder = excluded.holder, until = excluded.until
    where job_lease.holder = excluded.holder or job_lease.until <= ${at}`)
  return claimed === 1
}

/** Gives a lease back. */
export function* releaseJob(input: { name: string; holder: string }): Step<void> {
  yield* run(sql`delete from job_lease where name = ${input.name} and holder = ${input.holder}`)
}
