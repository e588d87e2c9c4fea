/** The first hour, on what `npm test` has built: what `npm start` prints is pasted into a shell as it stands, and a restart finds everything again. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstSteps } from './banner.mjs'
import { ROOT } from './run.mjs'

let folder
let launchers
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rookery-start-'))
  launchers = []
})
afterEach(async () => {
  await Promise.all(launchers.map(stop))
  await rm(folder, { recursive: true, force: true })
})

/** Starts the launcher on the test's folder; resolves with its first line. */
async function launch(...args) {
  const env = { ...process.env, ROOKERY_DATA: folder, PORT: '0', SANDBOX_PORT: '0', DATABASE_URL: '' }
  const child = spawn(process.execPath, ['tools/start.mjs', '--no-build', ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.ended = new Promise((resolve) => child.once('exit', resolve))
  launchers.push(child)
  const first = await Promise.race([
    new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    child.ended.then((code) => Promise.reject(new Error(`the launcher ended with ${code}`))),
  ])
  return { child, first }
}

async function stop(child) {
  if (child.exitCode !== null) return child.exitCode
  child.kill('SIGTERM')
  return await child.ended
}

/** Runs lines in one shell, with a curl on the path; what they print. */
async function paste(lines) {
  const here = join(folder, 'bin')
  const PATH = `${process.env.PATH}${delimiter}${here}`
  await rm(here, { recursive: true, force: true })
  await promisify(execFile)('mkdir', ['-p', here])
  await symlink(join(ROOT, 'tools/testing/curl.mjs'), join(here, 'curl'))
  const { stdout } = await promisify(execFile)('bash', ['-c', lines.join('\n')], { env: { ...process.env, PATH } })
  return stdout
}

test(
  'the banner leads to a linked instance and a message each way; a restart keeps it',
  { timeout: 120_000 },
  async () => {
    const { child, first } = await launch('--json')
    const facts = JSON.parse(first)
    expect(facts).toEqual({
      apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      mediaUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      consoleUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/console$/),
      operatorSignIn: expect.stringMatching(/\/console\/sign-in#[0-9a-f]{64}$/),
      partnerToken: expect.stringMatching(/^gac\.[0-9a-f]{46}$/),
      sandboxUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      sandboxKey: expect.any(String),
    })
    const printed = await paste(firstSteps(facts).flatMap(({ lines }) => lines))
    expect(printed).toContain('"stateInstance":"authorized"')
    expect(printed).toContain('Hello Grace')
    expect(printed).toContain('Hello Ada')
    const [, id, token] = /\/waInstance(\d+)\/([0-9a-f]{50})/.exec(printed)
    expect(await stop(child)).toBe(0)

    const again = await launch('--json')
    const kept = JSON.parse(again.first)
    expect([kept.partnerToken, kept.sandboxKey]).toEqual([facts.partnerToken, facts.sandboxKey])
    const state = async () =>
      (await (await fetch(`${kept.apiUrl}/waInstance${id}/getStateInstance/${token}`)).json()).stateInstance
    await expect.poll(state, { timeout: 20_000 }).toBe('authorized')
  },
)

test('without a terminal the secrets go to a file that only its owner reads', { timeout: 60_000 }, async () => {
  const { first } = await launch()
  const file = first.split(' ').at(-1)
  const text = await readFile(file, 'utf8')
  const [token] = /gac\.[0-9a-f]{46}/.exec(text)
  expect(first).not.toContain(token)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('when one process cannot go on, the other is stopped and the launcher says so', { timeout: 60_000 }, async () => {
  const env = { ...process.env, ROOKERY_DATA: folder, PORT: '0', SANDBOX_PORT: '0', ROOKERY_DEMO_TOKEN: 'gac.wrong' }
  const failure = await promisify(execFile)(process.execPath, ['tools/start.mjs', '--no-build', '--json'], {
    cwd: ROOT,
    env,
  }).catch((error) => error)
  expect(failure.code).toBe(1)
  expect(failure.stderr).toContain('ROOKERY_DEMO_TOKEN')
  expect(failure.stderr).toContain('The gateway ended (1) before it was ready.')
})
