import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog, type Log } from '../base/log.ts'
import { openEmbedded } from './embedded.ts'
import { suiteOperations as op, refused } from './operations.spec-suite.ts'
import { storeLost } from './port/errors.ts'
import type { MaintainedStore } from './port/store.ts'

const workerEntry = new URL('./worker.spec-suite.ts', import.meta.url)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-embedded-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function open(log: Log = silentLog): Promise<MaintainedStore> {
  return openEmbedded({ folder: join(folder, 'store'), operations: op, workerEntry, log })
}

describe('the embedded store with its writer thread', () => {
  it('writes, reads and keeps rows over a restart', async () => {
    const store = await open()
    await Promise.all(Array.from({ length: 3000 }, (_, i) => store.write(op.put, { name: `n${i}`, value: String(i) })))
    expect(await store.read(op.get, { name: 'n2999' })).toBe('2999')
    await store.close()
    const again = await open()
    expect(await again.read(op.count, { names: ['n0', 'n1500', 'n2999'] })).toBe(3)
    await again.close()
  })

  it('hands a Failure over the thread boundary with its very kind', async () => {
    const store = await open()
    const error: unknown = await store.write(op.putAndThrow, { name: 'f', how: 'failure' }).catch((e: unknown) => e)
    expect((error as { kind: unknown }).kind).toBe(refused)
    expect(error).toMatchObject({ message: 'Not this one.', detail: { name: 'f', left: 3 } })
    await store.close()
  })

  it('keeps its folder and files to its owner', async () => {
    const store = await open()
    for (const name of await readdir(join(folder, 'store')))
      expect((await stat(join(folder, 'store', name))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'store'))).mode & 0o777).toBe(0o700)
    await store.close()
  })

  it('rejects an argument or result that cannot be cloned, and only that', async () => {
    const store = await open()
    const outcomes = await Promise.allSettled([
      store.write(op.put, { name: 'one', value: '1' }),
      store.write(op.put, { name: 'bad', value: (() => '1') as unknown as string }),
      store.write(op.uncloneable, { name: 'odd' }),
      store.write(op.put, { name: 'two', value: '1' }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { message: expect.stringContaining('cannot be cloned') } })
    expect(outcomes[2]).toMatchObject({ reason: { message: expect.stringContaining('cannot be cloned') } })
    expect(await store.read(op.count, { names: ['one', 'two', 'bad'] })).toBe(2)
    await store.close()
  })

  it('rejects what was pending when the writer dies, and everything after', async () => {
    const errors: string[] = []
    const store = await open({ ...silentLog, error: (_, message) => errors.push(message) })
    await store.write(op.put, { name: 'kept', value: '1' })
    const outcomes = await Promise.allSettled([
      store.write(op.put, { name: 'gone', value: '1' }),
      store.write(op.endThread, {}),
      store.write(op.put, { name: 'gone too', value: '1' }),
    ])
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { kind: storeLost } })
    await expect(store.write(op.put, { name: 'late', value: '1' })).rejects.toMatchObject({ kind: storeLost })
    expect(errors).toEqual(['the database writer is lost'])
    expect(await store.read(op.count, { names: ['kept', 'gone', 'gone too', 'late'] })).toBe(1)
    await store.close()
    const again = await open()
    expect(await again.read(op.count, { names: ['kept', 'gone', 'gone too', 'late'] })).toBe(1)
    await again.close()
  })

  it('has every acknowledged row after the process was killed', async () => {
    for (const round of ['a', 'b', 'c']) {
      const acknowledged = await killedAfter(500, round)
      expect(acknowledged.length).toBeGreaterThanOrEqual(500)
      const store = await open()
      for (let from = 0; from < acknowledged.length; from += 500) {
        const names = acknowledged.slice(from, from + 500)
        expect(await store.read(op.count, { names })).toBe(names.length)
      }
      await store.close()
    }
  })
})

/** Names of rows that a process was told are written before it was killed. */
async function killedAfter(count: number, round: string): Promise<string[]> {
  const script = fileURLToPath(new URL('./killed.spec-suite.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, join(folder, 'store'), round], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const names: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    names.push(line)
    if (names.length === count) child.kill('SIGKILL')
  }
  return names
}
