import { writeAudit, type Deed } from '../../audit/audit.ts'
import { failure, Failure } from '../../base/errors.ts'
import { all, one, run, sql, type OperationTable, type Step } from '../../store/port/operation.ts'
import { accountUnknown, findAccount } from '../accounts.ts'

/**
 * Work that takes long. `exportAccount`, `exportInstance`: everything that is kept of it, as a file. `eraseAccount`,
 * `eraseInstance`: nothing is kept of it but what the law asks for. `rotateKey`: a further master key in the key file.
 * `reseal`: everything sealed anew with the newest key.
 */
export const JOB_KINDS = [
  'exportAccount',
  'exportInstance',
  'eraseAccount',
  'eraseInstance',
  'rotateKey',
  'reseal',
] as const
export type JobKind = (typeof JOB_KINDS)[number]

export const jobSubjectUnknown = failure({
  code: 'jobSubjectUnknown',
  status: 404,
  form: 'problem',
  sentence: 'There is no such instance, or it is erased already.',
})

/** What still lives is not erased by one click. */
export const accountNotClosed = failure({
  code: 'accountNotClosed',
  status: 409,
  form: 'problem',
  sentence: 'Only a closed account is erased: close it first.',
})

/** What is sealed with a key that a gateway does not know, that gateway cannot open. */
export const gatewayNotRestarted = failure({
  code: 'gatewayNotRestarted',
  status: 409,
  form: 'problem',
  sentence: 'A gateway does not know the newest master key yet: restart it first.',
})

/** A row of `operator_job`. Milliseconds since 1970. */
export interface Job {
  id: string
  kind: JobKind
  /** The account or idInstance; "" for the installation's keys. */
  subject: string
  state: 'waiting' | 'running' | 'done' | 'failed'
  done: number
  total: number
  file: string
  said: string
  asked_by: string
  asked_at: number
  beat_at: number
  ended_at: number | null
}

/** A gateway that has not been heard of for so long has lost its job: another one takes it. */
const SILENT_MS = 60_000

/** Asks for a job. Throws `accountUnknown`, `accountNotClosed` or `jobSubjectUnknown`. */
export function* askJob(input: { kind: JobKind; subject: string; deed: Deed }): Step<void> {
  const { kind, subject, deed } = input
  const account = yield* accountOf(kind, subject)
  yield* run(sql`
    insert into operator_job (id, kind, subject, state, done, total, file, said, asked_by, asked_at, beat_at)
    values (${deed.id}, ${kind}, ${subject}, 'waiting', 0, 0, '', '', ${deed.actor}, ${deed.at}, 0)`)
  yield* writeAudit({ ...deed, account, action: 'jobAsked', subject: `job/${deed.id}`, detail: { kind, subject } })
}

function* accountOf(kind: JobKind, subject: string): Step<string | null> {
  if (kind === 'rotateKey' || kind === 'reseal') return null
  if (kind === 'exportInstance' || kind === 'eraseInstance') {
    const row = yield* one<{ account: string }>(sql`
      select account from instance where id = ${Number(subject)} and erased_at is null`)
    if (!row) throw new Failure(jobSubjectUnknown)
    return row.account
  }
  const account = yield* findAccount({ id: subject })
  if (!account) throw new Failure(accountUnknown)
  if (kind === 'eraseAccount' && account.status !== 'closed') throw new Failure(accountNotClosed)
  return subject
}

/** Whether `takeJob` would find one: a read, so that looking for work costs no commit. */
export function* jobWaits({ at }: { at: number }): Step<boolean> {
  return (yield* one(sql`select id from operator_job where ${takeable(at)} limit 1`)) !== undefined
}

/** Takes the oldest job that waits, or whose gateway has fallen silent. */
export function* takeJob({ at }: { at: number }): Step<Job | undefined> {
  return yield* one<Job>(sql`
    update operator_job set state = 'running', beat_at = ${at}, done = 0
    where id = (select id from operator_job where ${takeable(at)} order by id limit 1) and ${takeable(at)}
    returning *`)
}

const takeable = (at: number) => sql`(state = 'waiting' or (state = 'running' and beat_at < ${at - SILENT_MS}))`

/** How far a job has come; also the sign of life of who runs it. */
export function* tellJob(input: { id: string; done: number; total: number; at: number }): Step<void> {
  const { id, done, total, at } = input
  yield* run(sql`
    update operator_job set done = ${done}, total = ${total}, beat_at = ${at} where id = ${id} and state = 'running'`)
}

/** Says what a running job is about to come to, for whoever takes it over. */
export function* noteJob(input: { id: string; said: string }): Step<void> {
  yield* run(sql`update operator_job set said = ${input.said} where id = ${input.id} and state = 'running'`)
}

/** Ends a job. `said`: what it came to, or why it failed. */
export function* endJob(input: {
  id: string
  state: 'done' | 'failed'
  file: string
  said: string
  at: number
}): Step<void> {
  const { id, state, file, said, at } = input
  yield* run(sql`
    update operator_job set state = ${state}, file = ${file}, said = ${said}, ended_at = ${at},
      done = case when ${state} = 'done' then total else done end
    where id = ${id} and state = 'running'`)
}

/** The newest jobs, newest first. */
export function* newestJobs({ limit }: { limit: number }): Step<Job[]> {
  return yield* all<Job>(sql`select * from operator_job order by id desc limit ${limit}`)
}

export const jobOperations = {
  askJob,
  jobWaits,
  takeJob,
  tellJob,
  noteJob,
  endJob,
  newestJobs,
} satisfies OperationTable
