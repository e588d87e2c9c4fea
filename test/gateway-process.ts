import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A gateway as an operator runs it: a process of its own, from the compiled code. */
export interface GatewayProcess {
  readonly child: ChildProcess
  readonly apiUrl: string
  readonly partnerToken: string
  /** Milliseconds from spawn to ready. */
  readonly startedMs: number
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves when it has ended by itself. */
  stop(): Promise<void>
}

const ENTRY = fileURLToPath(new URL('../bin/rookery.mjs', import.meta.url))

/**
 * Starts `rookery demo --json` and resolves when it says it is ready. Rejects with its log when it ends before.
 * `heard` gets what the process writes, its line of facts apart.
 */
export async function startGatewayProcess(
  env: Record<string, string>,
  heard: (text: string) => void = () => undefined,
): Promise<GatewayProcess> {
  const began = performance.now()
  const child = spawn(process.execPath, [ENTRY, 'demo', '--json'], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-20_000)
    heard(chunk.toString())
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    ended.then(() => {
      throw new Error(`the gateway ended before it was ready:\n${log}`)
    }),
  ])
  lines.on('line', heard)
  const { apiUrl, partnerToken } = JSON.parse(line) as { apiUrl: string; partnerToken: string }
  const signal = async (name: NodeJS.Signals) => {
    child.kill(name)
    await ended
  }
  return {
    child,
    apiUrl,
    partnerToken,
    startedMs: performance.now() - began,
    kill: () => signal('SIGKILL'),
    stop: () => signal('SIGTERM'),
  }
}
