/**
 * `npm start`: builds, then runs the sandbox network and the gateway, a process each, until it is asked to stop or one
 * of them ends. `--json` prints the facts as one line instead of the banner; `--no-build` runs what is built.
 */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { banner } from './banner.mjs'
import { choosePort } from './free-port.mjs'
import { build, ROOT } from './run.mjs'
import { startService } from './service.mjs'

const json = process.argv.includes('--json')
const data = resolve(process.env.ROOKERY_DATA || join(ROOT, 'data'))
const running = []

/** Resolves when someone asks us to stop, with the exit code for that. */
const asked = new Promise((done) => {
  process.on('SIGINT', () => done(0))
  process.on('SIGTERM', () => done(0))
})

function start(...service) {
  const started = startService(...service)
  running.push(started)
  return started.ready
}

async function startBoth() {
  const sandboxPort = await choosePort('SANDBOX_PORT', process.env.SANDBOX_PORT, 8090)
  const port = await choosePort('PORT', process.env.PORT, 8080, [sandboxPort])
  const folder = join(data, 'sandbox')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const sandbox = await start(
    'sandbox',
    'sandbox/bin/rookery-sandbox.mjs',
    [...['serve', '--json', '--data', folder, '--port', String(sandboxPort)]],
    {},
  )
  const factsFile = join(folder, 'facts.json')
  await writeFile(factsFile, JSON.stringify({ ...sandbox.facts, controlUrl: sandbox.url, controlKey: sandbox.key }))
  const gateway = await start('gateway', 'bin/rookery.mjs', ['demo', '--json'], {
    ROOKERY_DATA: join(data, 'gateway'),
    ROOKERY_SANDBOX_FACTS: factsFile,
    ROOKERY_LOG: process.env.ROOKERY_LOG || 'warn',
    PORT: String(port),
  })
  return {
    apiUrl: gateway.apiUrl,
    mediaUrl: gateway.mediaUrl,
    consoleUrl: gateway.consoleUrl,
    operatorSignIn: gateway.operatorSignIn,
    partnerToken: gateway.partnerToken,
    sandboxUrl: sandbox.url,
    sandboxKey: sandbox.key,
  }
}

/** To a script as a line, to a person as the banner, to anything else without the secrets, which go to a file. */
async function announce(facts) {
  if (json) return console.log(JSON.stringify(facts))
  if (process.stdout.isTTY) return console.log(banner(facts))
  const file = join(data, 'first-steps.txt')
  await writeFile(file, '', { mode: 0o600 })
  await chmod(file, 0o600)
  await writeFile(file, banner(facts))
  return console.log(`Rookery is running at ${facts.apiUrl}. Tokens and first steps: ${file}`)
}

async function main() {
  if (!process.argv.includes('--no-build')) {
    if (!json) console.error('Building…')
    if ((await build({ quiet: true })) !== 0) throw new Error('The build failed.')
  }
  const stopped = await Promise.race([asked, startBoth().then(announce)])
  if (stopped !== undefined) return stopped
  const died = running.map(({ name, ended }) => ended.then((code) => ({ name, code })))
  const first = await Promise.race([asked, ...died])
  if (first === 0) return 0
  throw new Error(`The ${first.name} ended by itself (${first.code}); the other one is stopped.`)
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  await Promise.all(running.map(({ stop }) => stop()))
}
