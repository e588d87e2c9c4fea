import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testStores } from '../../test/database.ts'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { configOf } from '../config/config.ts'
import { addMasterKey, loadSecrets } from '../config/secrets.ts'
import { askJob, newestJobs, noteJob, takeJob } from '../partners/upkeep/job.ts'
import type { Store } from '../store/port/store.ts'
import { doJobs, type JobWorld } from './jobs.ts'
import { loadKeyring, renewKeyring } from './keyring.ts'
import { operations } from './operations.ts'

/** Longer than a gateway may be silent before its job is taken over. */
const SILENT_MS = 120_000

describe.each(testStores(operations))('$name', (engine) => {
  let store: Store
  let folder: string
  beforeAll(async () => {
    store = await engine.open()
    folder = await mkdtemp(join(tmpdir(), 'rookery-jobs-'))
  })
  afterAll(async () => {
    await engine.dispose()
    await rm(folder, { recursive: true })
  })

  test.each([
    ['before it added its key', 1],
    ['after it', 2],
  ])('a rotation that was killed %s is finished with one key', async (_when, versions) => {
    const config = configOf({ ROOKERY_DATA: join(folder, String(versions)) }, 'tool')
    const keyring = await loadKeyring(config)
    // what a gateway leaves behind that is killed there
    const at = Date.now() - SILENT_MS
    const id = `J${versions}`
    await store.write(askJob, { kind: 'rotateKey', subject: '', deed: { id, actor: 'test', at } })
    await store.write(takeJob, { at })
    await store.write(noteJob, { id, said: '2' })
    if (versions === 2) await addMasterKey(config.keys, 2)

    const world: Partial<JobWorld> = { store, keyring, clock: systemClock, log: silentLog, keys: config.keys }
    const worker = doJobs({ ...world, renewKeys: () => renewKeyring(config, keyring) } as JobWorld)
    await expect
      .poll(async () => (await store.read(newestJobs, { limit: 1 }))[0])
      .toMatchObject({ id, state: 'done', said: '2' })
    await worker.stop()
    expect([...(await loadSecrets(config)).masters.keys()]).toEqual([1, 2])
    expect(keyring.version).toBe(2)
  })
})
