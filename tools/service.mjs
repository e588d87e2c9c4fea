import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { ROOT } from './run.mjs'

/**
 * Starts a program of the repository that prints one JSON line when it is ready. `ready` resolves with that line's
 * value and rejects when the program ends before; `ended` resolves with its exit code; `stop` asks it to end and
 * insists after `patienceMs`. A channel to this process lets it notice when this process is gone.
 */
export function startService(name, program, args, env, patienceMs = 20_000) {
  const child = spawn(process.execPath, [`${ROOT}${program}`, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal)
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line))
    })
    void ended.then((code) => reject(new Error(`The ${name} ended (${code}) before it was ready.`)))
  })
  async function stop() {
    if (child.exitCode !== null || child.signalCode !== null) return
    const insist = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    child.kill('SIGTERM')
    await ended
    clearTimeout(insist)
  }
  return { name, ready, ended, stop }
}
