/**
 * `npm test`: builds, gets what the tests need, runs them and ends with `N passed, N failed` alone on a line.
 * `--embedded`: no PostgreSQL and no browser. `--soak`: the long runs of test/soak. `--units`: the tests beside their
 * subjects alone, embedded, on the Node that runs this. Anything else goes to the runner.
 */
import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { ensureFfmpeg } from './ffmpeg.mjs'
import { bin, build, run } from './run.mjs'
import { tally } from './tally.mjs'
import { ensurePostgres } from './test-postgres.mjs'

const own = new Set(['--embedded', '--soak', '--units'])
const units = process.argv.includes('--units')
const embedded = units || process.argv.includes('--embedded')
const soak = process.argv.includes('--soak')
const passedOn = process.argv.slice(2).filter((argument) => !own.has(argument))

/** Environment of the run, and how to give back what was started for it. */
async function needs() {
  const tools = soak || units ? {} : { FFMPEG_PATH: await ensureFfmpeg() }
  if (embedded) return { env: { ...tools, ROOKERY_TEST_EMBEDDED: '1' }, stop: async () => undefined }
  const browser = soak ? {} : { CHROMIUM_PATH: await ensureChromium() }
  const postgres = await ensurePostgres({ own: true })
  return { env: { DATABASE_URL: postgres.url, ...tools, ...browser }, stop: () => postgres.stop() }
}

const MEMORY = '/dev/shm'
const ENOUGH = 4 * 1024 ** 3

/** Where the run keeps its files: in memory when there is plenty, since every commit of a gateway waits for the disk. */
async function place() {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize > ENOUGH ? MEMORY : tmpdir()
}

async function runTests(env) {
  const folder = await mkdtemp(join(await place(), 'rookery-test-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const which = soak ? ['--config', 'vitest.soak.config.ts'] : []
  const without = embedded && !soak ? ['--project', 'node', '--project', 'alone'] : []
  const beside = units ? ['src', 'sandbox/src'] : []
  try {
    const vitest = [bin('vitest'), 'run', ...which, ...reporters, ...without, ...beside, ...passedOn]
    const code = await run(process.execPath, vitest, { env: { ...env, TMPDIR: folder } })
    return tally(JSON.parse(await readFile(report, 'utf8')), code)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function main() {
  if ((await build()) !== 0) return { passed: 0, failed: 1, why: ['the build failed'] }
  const { env, stop } = await needs()
  try {
    return await runTests(env)
  } finally {
    await stop()
  }
}

const { passed, failed, why } = await main().catch((error) => ({ passed: 0, failed: 1, why: [error.message] }))
for (const sentence of why) console.error(sentence)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
