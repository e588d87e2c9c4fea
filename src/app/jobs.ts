import type { Clock } from '../base/clock.ts'
import { mintId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Keyring } from '../base/sealing.ts'
import type { Bus } from '../bus/port.ts'
import { addMasterKey, nextMasterKey } from '../config/secrets.ts'
import { ConfigError } from '../config/config-error.ts'
import type { Config } from '../config/config.ts'
import type { DiskMedia } from '../media/disk.ts'
import { deleteAudited } from '../partners/delete-instance.ts'
import { findInstance } from '../instances/known-instances.ts'
import { accountFiles, eraseAccount } from '../partners/upkeep/erase-account.ts'
import { endJob, jobWaits, noteJob, takeJob, tellJob, type Job } from '../partners/upkeep/job.ts'
import { keptInstances } from '../partners/upkeep/takeout.ts'
import type { Store } from '../store/port/store.ts'
import { eraseInstance } from './erase-instance.ts'
import { resealAll } from './reseal.ts'
import { makeTakeout } from './takeout.ts'

/** How often a gateway looks for work. */
const LOOK_MS = 1000
/** Between two words about the same job, at least. */
const TELL_MS = 500

export interface JobWorld {
  store: Store
  media: DiskMedia
  keyring: Keyring
  bus: Bus
  clock: Clock
  log: Log
  keys: Config['keys']
  /** Takes keys that were added to the key file; undefined where a restart of every gateway must do it. */
  renewKeys: (() => Promise<void>) | undefined
}

/** What a job is given: its row, a way to tell how far it is, and what ends it. */
interface Bench {
  job: Job
  told: (done: number, total: number) => Promise<void>
  stopping: AbortSignal
}

/** What a job came to. */
interface Made {
  said: string
  file?: string
}

/** Does the work that operators ask for, a job after another; one that was cut short is begun anew by whoever looks next. */
export function doJobs(world: JobWorld): { stop(): Promise<void> } {
  const { store, clock, log } = world
  const stopping = new AbortController()
  const working = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const at = clock.now()
        const job = (await store.read(jobWaits, { at })) ? await store.write(takeJob, { at }) : undefined
        if (job) {
          await doJob(world, job, stopping.signal)
          continue
        }
      } catch (error) {
        log.error({ err: error }, 'work that an operator asked for failed, it is tried again')
      }
      await clock.sleepUntil(clock.now() + LOOK_MS, stopping.signal)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await working
    },
  }
}

async function doJob(world: JobWorld, job: Job, stopping: AbortSignal): Promise<void> {
  const { store, clock, log } = world
  let last = 0
  const told: Bench['told'] = async (done, total) => {
    const at = clock.now()
    if (at - last < TELL_MS && done < total) return
    last = at
    await store.write(tellJob, { id: job.id, done, total, at })
  }
  try {
    const { said, file = '' } = await WORK[job.kind](world, { job, told, stopping })
    // a stopped one goes on being `running`, so that it is taken again
    if (!stopping.aborted) await store.write(endJob, { id: job.id, state: 'done', file, said, at: clock.now() })
  } catch (error) {
    if (stopping.aborted) return
    log.error({ err: error, kind: job.kind }, 'work that an operator asked for failed')
    const said = error instanceof ConfigError ? error.message : 'It failed; the log of the gateway says why.'
    await store.write(endJob, { id: job.id, state: 'failed', file: '', said, at: clock.now() })
  }
}

const WORK: Readonly<Record<Job['kind'], (world: JobWorld, bench: Bench) => Promise<Made>>> = {
  exportAccount: (world, bench) => takeout(world, bench, 'account'),
  exportInstance: (world, bench) => takeout(world, bench, 'instance'),
  eraseAccount: eraseWholeAccount,
  async eraseInstance(world, { job, stopping }) {
    const row = await world.store.read(findInstance, { id: Number(job.subject) })
    if (row) await eraseOne(world, { account: row.account, id: row.id, job, stopping })
    return { said: '' }
  },
  async rotateKey(world, { job, told }) {
    // noted before it is added: whoever takes the job over goes on with the same key, so that none is left unused
    const version = job.said === '' ? await nextMasterKey(world.keys) : Number(job.said)
    await world.store.write(noteJob, { id: job.id, said: String(version) })
    await addMasterKey(world.keys, version)
    if (world.renewKeys) {
      await world.renewKeys()
      await resealAll(world, told)
    }
    return { said: String(version) }
  },
  async reseal(world, { told }) {
    return { said: String(await resealAll(world, told)) }
  },
}

async function takeout(world: JobWorld, { job, told, stopping }: Bench, kind: 'account' | 'instance'): Promise<Made> {
  const { rows, file } = await makeTakeout(world, { kind, owner: job.subject, told, stopping })
  return { said: String(rows), file }
}

async function eraseWholeAccount(world: JobWorld, { job, told, stopping }: Bench): Promise<Made> {
  const { store, clock } = world
  const account = job.subject
  const instances = await store.read(keptInstances, { account })
  for (const [place, id] of instances.entries()) {
    await told(place, instances.length)
    await eraseOne(world, { account, id, job, stopping })
    if (stopping.aborted) return { said: '' }
  }
  for (const handle of await store.read(accountFiles, { account })) await world.media.remove(handle)
  const at = clock.now()
  await store.write(eraseAccount, { account, deed: { id: mintId(at), actor: job.asked_by, at } })
  return { said: String(instances.length) }
}

/** Deletes an instance that still lives, then takes away what it leaves behind. */
async function eraseOne(
  world: JobWorld,
  { account, id, job, stopping }: { account: string; id: number; job: Job; stopping: AbortSignal },
): Promise<void> {
  const at = world.clock.now()
  await deleteAudited(world, { id, account, deed: { id: mintId(at), actor: job.asked_by, at } })
  await eraseInstance(world, id, stopping)
}
