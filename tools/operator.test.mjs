/** The operator's commands as they are typed, on what `npm test` has built. */
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from './run.mjs'

let folder
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-operator-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs `rookery` on a data folder; what it prints, or its exit code and complaint. */
async function rookery(data, ...words) {
  const env = { PATH: process.env.PATH, ROOKERY_DATA: join(folder, data) }
  const ran = promisify(execFile)(process.execPath, ['bin/rookery.mjs', ...words], { cwd: ROOT, env })
  return await ran.then(
    ({ stdout }) => stdout.trim(),
    ({ code, stderr }) => ({ code, said: stderr }),
  )
}

test(
  'from an empty folder to a partner token, a rotated key, a backup and a restore',
  { timeout: 60_000 },
  async () => {
    expect(await rookery('one', 'migrate')).toContain('embedded database is up to date')
    const account = await rookery('one', 'account', 'create', '--name', 'Acme')
    expect(await rookery('one', 'token', 'issue', '--account', account, '--name', 'first')).toMatchObject({ code: 1 })
    expect(await rookery('one', 'partner', 'enrol', account)).toEqual(expect.stringMatching(/ is a partner$/))
    const [id, token] = (await rookery('one', 'token', 'issue', '--account', account, '--name', 'first')).split(' ')
    expect(token).toMatch(/^gac\.[0-9a-f]{46}$/)
    const [next, other] = (await rookery('one', 'token', 'rotate', id, '--overlap-hours', '0')).split(' ')
    expect(other).not.toBe(token)
    expect(await rookery('one', 'key', 'rotate')).toContain('Master key 2')
    expect(await rookery('one', 'key', 'reseal')).toBe('3 values are sealed anew')

    const copy = join(folder, 'copy')
    expect(await rookery('one', 'backup', copy)).toContain('The keys are not in it')
    const sealed = await readFile(join(copy, 'rookery.sqlite'))
    expect(sealed.includes(token) || sealed.includes(other)).toBe(false)
    expect(await rookery('two', 'restore', copy)).toContain('0 queued messages parked')
    expect(await rookery('two', 'restore', copy)).toMatchObject({
      code: 1,
      said: expect.stringContaining('move it away'),
    })
    expect(await rookery('two', 'token', 'revoke', next)).toMatchObject({
      said: expect.stringContaining('put the key file back'),
    })
    await copyFile(join(folder, 'one', 'master.key'), join(folder, 'two', 'master.key'))
    expect(await rookery('two', 'token', 'revoke', next)).toBe(`${next} is revoked`)
    expect(await rookery('two', 'token', 'revoke', next)).toMatchObject({ code: 1 })
    expect(await rookery('two', 'resume')).toBe('0 queues send again')
  },
)

test('serve without an address says what is missing', async () => {
  expect(await rookery('three', 'serve')).toEqual({ code: 1, said: expect.stringContaining('PUBLIC_URL is missing') })
})
