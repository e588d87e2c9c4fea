import { spawn } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Path of a development tool's program. */
export const bin = (name) => `${ROOT}node_modules/.bin/${name}`

/**
 * Runs a program in the root with this terminal. Resolves with its exit code (a signal counts as 1), rejects when it
 * cannot be started. `quiet` keeps what it prints unless it fails.
 */
export function run(command, args, { env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    const printed = []
    child.stdout?.on('data', (chunk) => printed.push(chunk))
    child.stderr?.on('data', (chunk) => printed.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      if (quiet && code !== 0) process.stderr.write(Buffer.concat(printed))
      resolve(code ?? 1)
    })
  })
}

/** What a program prints on its standard output; rejects when it fails. */
export async function output(command, args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`)
  return Buffer.concat(chunks).toString()
}

/** Whether the console was built after its newest source; a bundler has no memory of its own. */
async function isConsoleBuilt() {
  const built = await stat(`${ROOT}console/dist/index.html`).catch(() => undefined)
  if (!built) return false
  const names = await readdir(`${ROOT}console/src`, { recursive: true })
  const sources = [...names.map((name) => `src/${name}`), 'index.html', 'vite.config.ts', '../package-lock.json']
  const times = await Promise.all(sources.map(async (name) => (await stat(`${ROOT}console/${name}`)).mtimeMs))
  return times.every((time) => time < built.mtimeMs)
}

/** Compiles gateway, sandbox and console into their `dist` folders; only what changed. The exit code. */
export async function build({ quiet = false } = {}) {
  for (const project of ['tsconfig.build.json', 'sandbox/tsconfig.build.json']) {
    const code = await run(bin('tsc'), ['-p', project], { quiet })
    if (code !== 0) return code
  }
  if (await isConsoleBuilt()) return 0
  return await run(bin('vite'), ['build', '--logLevel', quiet ? 'error' : 'warn', 'console'], { quiet })
}

/** A JSON file of the repository. */
export const readJson = async (path) => JSON.parse(await readFile(`${ROOT}${path}`, 'utf8'))
