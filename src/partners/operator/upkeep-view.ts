import { Type, type Static } from 'typebox'
import type { Ports } from '../../contract/ports.ts'
import { Seconds, seconds, secondsOrNull, SecondsOrNull } from '../console/shared-replies.ts'
import { nodeKeys } from '../../instances/lease.ts'
import { JOB_KINDS, newestJobs, type Job } from '../upkeep/job.ts'
import { readRetention, resealedWith } from '../upkeep/retention.ts'

export const JobView = Type.Object({
  id: Type.String(),
  kind: Type.Enum([...JOB_KINDS]),
  subject: Type.String({ description: 'Account or idInstance; "" for the keys.' }),
  state: Type.Enum(['waiting', 'running', 'done', 'failed']),
  done: Type.Integer(),
  total: Type.Integer({ description: '0 while it is not known.' }),
  said: Type.String({ description: 'What it came to, or why it failed.' }),
  file: Type.Union([Type.Object({ url: Type.String(), fileName: Type.String(), expiresAt: Seconds }), Type.Null()]),
  askedBy: Type.String(),
  askedAt: Seconds,
  endedAt: SecondsOrNull,
})

const Kept = Type.Object({
  journalDays: Type.Integer({ description: 'Messages, calls and statuses.' }),
  deliveryDays: Type.Integer({ description: 'Logs of deliveries and events.' }),
  eraseDays: Type.Integer({ description: 'What a deleted instance leaves behind.' }),
})

/** What an operator looks after: how long things are kept, keys, and long work. */
export const UpkeepView = Type.Object({
  retention: Type.Object({
    now: Kept,
    configured: Kept,
    mediaDays: Type.Integer({ description: 'Files; configured alone.' }),
  }),
  keys: Type.Object({
    sealsWith: Type.Integer({ description: 'Version of the master key that new values are sealed with.' }),
    resealedWith: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The one that everything was last sealed anew with; null: that was never done.',
    }),
    restartFor: Type.Union([Type.Integer(), Type.Null()], {
      description: 'A newer one that was added and that a gateway does not know before its restart.',
    }),
    waitsFor: Type.Array(Type.String(), { description: 'Nodes that do not know it yet.' }),
  }),
  jobs: Type.Array(JobView, { description: 'The newest, newest first.' }),
})

export const UPKEEP_EXAMPLE: Static<typeof UpkeepView> = {
  retention: {
    now: { journalDays: 90, deliveryDays: 7, eraseDays: 7 },
    configured: { journalDays: 90, deliveryDays: 7, eraseDays: 7 },
    mediaDays: 15,
  },
  keys: { sealsWith: 2, resealedWith: 2, restartFor: null, waitsFor: [] },
  jobs: [
    {
      id: '01KAYW5A9A',
      kind: 'reseal',
      subject: '',
      state: 'done',
      done: 11,
      total: 11,
      said: '42 values',
      file: null,
      askedBy: 'person/01KAYW5A8P',
      askedAt: 1_769_000_000,
      endedAt: 1_769_000_002,
    },
  ],
}

const DAY_MS = 86_400_000
const MOST_JOBS = 50

export async function upkeepView(ports: Ports): Promise<Static<typeof UpkeepView>> {
  const { store, policy } = ports
  const { journalMs, deliveryMs, eraseMs, mediaMs } = policy.retention
  const configured = { journalDays: journalMs / DAY_MS, deliveryDays: deliveryMs / DAY_MS, eraseDays: eraseMs / DAY_MS }
  const jobs = await store.read(newestJobs, { limit: MOST_JOBS })
  const [set, keys] = await Promise.all([store.read(readRetention, undefined), keysView(ports, jobs)])
  return {
    retention: { now: { ...configured, ...set }, configured, mediaDays: mediaMs / DAY_MS },
    keys,
    jobs: await Promise.all(jobs.map((job) => jobView(job, ports))),
  }
}

/** Whether a gateway must be restarted before anything is sealed with a newer key: it could not open it. */
export async function gatewayBehind(ports: Ports): Promise<boolean> {
  const jobs = await ports.store.read(newestJobs, { limit: MOST_JOBS })
  return (await keysView(ports, jobs)).restartFor !== null
}

async function keysView(
  { store, keyring, clock }: Ports,
  jobs: readonly Job[],
): Promise<Static<typeof UpkeepView>['keys']> {
  const [sealed, nodes] = await Promise.all([
    store.read(resealedWith, undefined),
    store.read(nodeKeys, { at: clock.now() }),
  ])
  return { sealsWith: keyring.version, resealedWith: sealed ?? null, ...restarts(jobs, nodes, keyring.version) }
}

/**
 * The newest key that a job has added, as long as a living gateway does not know it. A node says what it knows with its
 * next sign of life; where there is one alone it is the one that answers, and `version` says it at once.
 */
function restarts(jobs: readonly Job[], nodes: readonly { id: string; version: number }[], version: number) {
  const added = jobs
    .filter(({ kind, state }) => kind === 'rotateKey' && state === 'done')
    .map(({ said }) => Number(said))
  const newest = Math.max(0, ...added)
  const waitsFor = nodes.filter((node) => (nodes.length > 1 ? node.version : version) < newest).map(({ id }) => id)
  return { restartFor: waitsFor.length > 0 || newest > version ? newest : null, waitsFor }
}

async function jobView(job: Job, ports: Ports): Promise<Static<typeof JobView>> {
  const { id, kind, subject, state, done, total, said } = job
  return {
    ...{ id, kind, subject, state, done, total, said },
    file: await fileOf(job, ports),
    askedBy: job.asked_by,
    askedAt: seconds(job.asked_at),
    endedAt: secondsOrNull(job.ended_at),
  }
}

/** The file that a job made, as long as it is kept. */
async function fileOf({ file }: Job, { media }: Ports): Promise<Static<typeof JobView>['file']> {
  if (file === '') return null
  const opened = await media.open(file)
  if (!opened) return null
  opened.stream.destroy()
  const { fileName, expiresAt } = opened.file
  return { url: media.url(opened.file), fileName, expiresAt: seconds(expiresAt) }
}
